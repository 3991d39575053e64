package trace

// Look is a value that a filter dropped though it is near one that it asks for, or is a text that stands for no value. It is in no
// sum: somebody may want to look at it.
type Look struct {
	Subject string // what the filter compares, as SQL: "platform"
	Value   string
	Near    string // the constant; empty for a text that stands for no value
	Why     string // "case", "spelling", "stands for no value" …
	Clicks  int64  // root rows
}
