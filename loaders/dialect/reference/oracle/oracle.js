// GoogleSQL as ZetaSQL's own evaluator answers it. Reads cases from stdin, {"id", "sql"} on each line, and writes one answer for each:
// the case with cols, types and rows, or with err.
//
//	npm install && node oracle.js <cases.jsonl >answers.jsonl
'use strict';

const { spawn } = require('node:child_process');
const path = require('node:path');
const readline = require('node:readline');
const { promisify } = require('node:util');
const grpc = require('@grpc/grpc-js');
const { loadSync } = require('@grpc/proto-loader');

const home = path.join(path.dirname(require.resolve('@fivetrandevelopers/zetasql/package.json')), 'lib', 'zetasql');
const startTimeout = 20_000; // ms

async function main() {
	const address = `localhost:${50_000 + (process.pid % 10_000)}`;
	const server = spawn(path.join(home, 'remote_server.so'), address.split(':'), { stdio: 'ignore' });
	try {
		const evaluate = await connect(address);
		for await (const line of readline.createInterface({ input: process.stdin })) {
			if (line.trim() !== '') {
				console.log(JSON.stringify(await answer(evaluate, JSON.parse(line))));
			}
		}
	} finally {
		server.kill();
	}
	process.exit(0); // the connection would keep it
}

// connect returns a function that evaluates one query, with all features of BigQuery's product mode and UTC as the time zone.
async function connect(address) {
	const protos = loadSync('local_service.proto', { keepCase: true, oneofs: true, enums: String, longs: String, bytes: Buffer, includeDirs: [path.join(home, 'protos')] });
	const { ZetaSqlLocalService } = grpc.loadPackageDefinition(protos).zetasql.local_service;
	const client = new ZetaSqlLocalService(address, grpc.credentials.createInsecure());
	const call = (method) => promisify(client[method].bind(client));
	await call('waitForReady')(Date.now() + startTimeout);
	const language = { ...(await call('getLanguageOptions')({ maximum_features: true })), product_mode: 'PRODUCT_EXTERNAL' };
	const request = {
		options: { language_options: language, default_timezone: 'UTC', prune_unused_columns: true },
		simple_catalog: { name: 'catalog', builtin_function_options: { language_options: language } },
	};
	return (sql) => call('evaluateQuery')({ ...request, sql });
}

async function answer(evaluate, { id, sql }) {
	try {
		const { prepared, content } = await evaluate(sql);
		const types = prepared.columns.map((column) => column.type);
		const rows = content?.table_data?.row ?? [];
		return {
			id,
			sql,
			cols: prepared.columns.map((column) => column.name),
			types: types.map(typeName),
			rows: rows.map((row) => (row.cell ?? []).map((cell, i) => decode(cell, types[i]))),
		};
	} catch (error) {
		return { id, sql, err: error.details || String(error) };
	}
}

function typeName(type) {
	switch (type.type_kind) {
		case 'TYPE_ARRAY':
			return `ARRAY<${typeName(type.array_type.element_type)}>`;
		case 'TYPE_STRUCT':
			return `STRUCT<${type.struct_type.field.map((f) => `${f.field_name} ${typeName(f.field_type)}`).join(',')}>`;
	}
	return type.type_kind.replace(/^TYPE_/, '');
}

// decode makes a value of the evaluator's protocol one of JSON: numbers as {n}, fractions with f, structs as {s}, JSON as {j}.
function decode(cell, type) {
	const as = decoders[cell.value];
	if (cell.value === undefined) {
		return null;
	}
	if (as === undefined) {
		return `raw:${cell.value}:${JSON.stringify(cell[cell.value])}`;
	}
	return as(cell[cell.value], type);
}

const whole = (n) => ({ n: String(n) });
const fraction = (n) => ({ n: String(n), f: 1 });
const same = (value) => value;

const decoders = {
	int32_value: whole,
	int64_value: whole,
	uint32_value: whole,
	uint64_value: whole,
	float_value: fraction,
	double_value: fraction,
	numeric_value: (bytes) => whole(decimal(bytes, 9)),
	bignumeric_value: (bytes) => whole(decimal(bytes, 38)),
	bool_value: same,
	string_value: same,
	bytes_value: (bytes) => `hex:${bytes.toString('hex')}`,
	interval_value: (bytes) => `iv:${bytes.toString('hex')}`,
	json_value: (text) => ({ j: text }),
	date_value: (days) => new Date(days * 86_400_000).toISOString().slice(0, 10),
	time_value: (packed) => timeOfDay(BigInt(packed) >> 30n, Number(BigInt.asUintN(30, BigInt(packed)))),
	timestamp_value: ({ seconds, nanos }) => new Date(Number(seconds ?? 0) * 1000).toISOString().slice(0, 19).replace('T', ' ') + micros(nanos),
	datetime_value: ({ bit_field_datetime_seconds: packed, nanos }) => {
		const word = BigInt(packed);
		return `${bits(word, 26, 14, 4)}-${bits(word, 22, 4)}-${bits(word, 17, 5)} ${timeOfDay(word, nanos)}`;
	},
	array_value: ({ element = [] }, type) => element.map((e) => decode(e, type.array_type.element_type)),
	struct_value: ({ field = [] }, type) => {
		const fields = type.struct_type.field;
		return { s: field.map((value, i) => [fields[i].field_name, decode(value, fields[i].field_type)]) };
	},
};

// bits are some bits of a word as a decimal number of at least so many digits.
function bits(word, from, width, digits = 2) {
	return String(BigInt.asUintN(width, word >> BigInt(from))).padStart(digits, '0');
}

// timeOfDay reads hours, minutes and seconds from the last 17 bits of a word.
function timeOfDay(word, nanos) {
	return `${bits(word, 12, 5)}:${bits(word, 6, 6)}:${bits(word, 0, 6)}${micros(nanos)}`;
}

function micros(nanos) {
	const digits = String(Math.floor((nanos ?? 0) / 1000)).padStart(6, '0').replace(/0+$/, '');
	return digits === '' ? '' : `.${digits}`;
}

// decimal reads a number in two's complement, the lowest byte first, with so many digits behind its point.
function decimal(bytes, scale) {
	const number = BigInt.asIntN(8 * bytes.length, BigInt(`0x0${Buffer.from(bytes).reverse().toString('hex')}`));
	const digits = String(number < 0n ? -number : number).padStart(scale + 1, '0');
	const text = `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '');
	return number < 0n ? `-${text}` : text;
}

main();
