// The reference: npm install; node oracle.js < cases.jsonl > answers.jsonl. A case is {"id", "sql"}, and is answered as it comes.
const grpc=require('@grpc/grpc-js'), loader=require('@grpc/proto-loader');
const fs=require('fs'), cp=require('child_process'), util=require('util');
const D=require('path').dirname(require.resolve('@fivetrandevelopers/zetasql/package.json'))+'/lib/zetasql';
const def=loader.loadSync('local_service.proto',{keepCase:true,oneofs:true,enums:String,longs:String,bytes:Buffer,includeDirs:[D+'/protos']});
const P=grpc.loadPackageDefinition(def);
(async()=>{
  const port=50000+process.pid%10000;
  const srv=cp.spawn(D+'/remote_server.so',['localhost',String(port)],{stdio:['ignore','ignore',fs.openSync('/dev/null','w')]});
  const c=new P.zetasql.local_service.ZetaSqlLocalService('localhost:'+port,grpc.credentials.createInsecure());
  await util.promisify(c.waitForReady.bind(c))(Date.now()+20000);
  const lo=await util.promisify(c.getLanguageOptions.bind(c))({maximum_features:true});
  lo.product_mode='PRODUCT_EXTERNAL'; 
  const ev=util.promisify(c.evaluateQuery.bind(c));
  const q=async sql=>ev({sql, options:{language_options:lo, default_timezone:'UTC', prune_unused_columns:true}, simple_catalog:{name:'c',builtin_function_options:{language_options:lo}}});
  const lines=require('readline').createInterface({input:process.stdin});
  for await(const l of lines){if(!l.trim())continue;const k=JSON.parse(l);let r={id:k.id,sql:k.sql};
    try{const a=await q(k.sql);
      const cols=a.prepared.columns; r.cols=cols.map(x=>x.name); r.types=cols.map(x=>tname(x.type));
      r.rows=(a.content?.table_data?.row||[]).map(w=>(w.cell||[]).map((v,i)=>val(v,cols[i].type)));
    }catch(e){r.err=e.details||String(e)}
    console.log(JSON.stringify(r));
  }
  srv.kill('SIGTERM'); process.exit(0);
})();
function tname(t){if(t.type_kind==='TYPE_ARRAY')return 'ARRAY<'+tname(t.array_type.element_type)+'>';if(t.type_kind==='TYPE_STRUCT')return 'STRUCT<'+t.struct_type.field.map(f=>f.field_name+' '+tname(f.field_type)).join(',')+'>';return t.type_kind.replace('TYPE_','')}
function p2(n,w=2){return String(n).padStart(w,'0')}
function frac(us){return us?'.'+String(us).padStart(6,'0').replace(/0+$/,''):''}
function val(v,t){
  const k=v.value; if(!k)return null;
  switch(k){
  case 'int32_value':case 'int64_value':case 'uint32_value':case 'uint64_value':return {n:String(v[k])};
  case 'bool_value':return v[k];
  case 'float_value':case 'double_value':return {n:String(v[k]),f:1};
  case 'string_value':return v[k];
  case 'bytes_value':return 'hex:'+v[k].toString('hex');
  case 'date_value':return new Date(v[k]*864e5).toISOString().slice(0,10);
  case 'timestamp_value':{const s=Number(v[k].seconds||0),us=Math.floor((v[k].nanos||0)/1000);return new Date(s*1000).toISOString().slice(0,19).replace('T',' ')+frac(us)}
  case 'datetime_value':{const b=BigInt(v[k].bit_field_datetime_seconds);const g=(s,n)=>Number((b>>BigInt(s))&((1n<<BigInt(n))-1n));
    return `${p2(g(26,14),4)}-${p2(g(22,4))}-${p2(g(17,5))} ${p2(g(12,5))}:${p2(g(6,6))}:${p2(g(0,6))}`+frac(Math.floor((v[k].nanos||0)/1000))}
  case 'time_value':{const b=BigInt(v[k]);const sec=b>>30n;const g=(s,n)=>Number((sec>>BigInt(s))&((1n<<BigInt(n))-1n));const ns=Number(b&((1n<<30n)-1n));return `${p2(g(12,5))}:${p2(g(6,6))}:${p2(g(0,6))}`+frac(Math.floor(ns/1000))}
  case 'numeric_value':case 'bignumeric_value':{let buf=Buffer.from(v[k]);let n=0n;for(let i=buf.length-1;i>=0;i--)n=(n<<8n)|BigInt(buf[i]);if(buf.length&&buf[buf.length-1]&0x80)n-=1n<<BigInt(8*buf.length);const sc=k[0]=='n'?9:38;let neg=n<0n;if(neg)n=-n;let s=n.toString().padStart(sc+1,'0');s=s.slice(0,-sc)+'.'+s.slice(-sc);s=s.replace(/\.?0+$/,'');return {n:(neg?'-':'')+s}}
  case 'json_value':return {j:v[k]};
  case 'array_value':return (v[k].element||[]).map(e=>val(e,t.array_type.element_type));
  case 'struct_value':return {s:(v[k].field||[]).map((e,i)=>[t.struct_type.field[i].field_name,val(e,t.struct_type.field[i].field_type)])};
  case 'interval_value':return 'iv:'+v[k].toString('hex');
  default:return 'raw:'+k+':'+JSON.stringify(v[k]);
  }
}
