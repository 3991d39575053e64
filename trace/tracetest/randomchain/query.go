package randomchain

// Query is a SELECT, or several in a UNION ALL.
type Query struct {
	With     *Query `json:",omitempty"` // the CTE that the branches read, called WithName
	WithName string
	Branches []*Select
}

// Select is a SELECT in pieces. What each condition reads is known from its making.
type Select struct {
	From    []Leaf // as written, each joined with all that stand before it
	Where   []Cond
	Groups  *Groups
	Qualify []Cond
	Items   []Item
	Star    int      // how many of the items are written as the spine's star
	On      string   // DISTINCT ON this
	Unique  bool     // DISTINCT
	Order   []string // decides
	Limit   string   // "LIMIT 3 OFFSET 1"
	Loose   bool     // which of equal rows stays, or comes first, nobody says
}

// Groups is a GROUP BY, of everything if there are no keys.
type Groups struct {
	Keys   []string
	Picks  bool // one row of each group stays: nothing is counted
	Having []Cond
}

// Item is a column of a SELECT's list.
type Item struct {
	Text, Name string
	Of         Ref // what it is NULL for: a column that it is, or whose aggregate it is
}

// Ref is a column of a table of the FROM.
type Ref struct{ Alias, Name string }

// Cond is a condition: a conjunct.
type Cond struct {
	Text  string
	Reads []string // the aliases of the tables whose columns it has
	Names []string // of these columns
	Equal bool     // an equality
	Or    bool     // an OR
	Other bool     // it has a subquery, so it reads more than these tables
}

// Leaf is a table of a FROM.
type Leaf struct {
	Kind  string // how it is joined: ",", "JOIN", "LEFT JOIN"…; empty of the first
	Alias string
	Text  string   // a table or a subquery, as SQL, without its alias
	Sub   *Query   `json:",omitempty"` // instead of Text: the spine is a subquery
	Cols  string   `json:",omitempty"` // the names of its columns, where the alias gives them
	Spine bool     // the rows that are followed
	Reads []string // of a lateral subquery or unnest: the tables that it reads
	On    []Cond
}

// crossed says whether nothing but the WHERE may say how it is joined.
func (l *Leaf) crossed() bool { return l.Kind == "," || l.Kind == "CROSS JOIN" }

// lateral says whether it is made anew for each row of others.
func (l *Leaf) lateral() bool { return len(l.Reads) > 0 }

// rung is one thing that drops rows, and where it stands in the model's text: a cause that begins in one of its places
// belongs to it.
type rung struct {
	what    string
	places  [][2]int
	prefix  string // SQL of the root rows that are left after it, as lists
	asks    map[ask]string
	dropped int
	answers map[ask]int // how many of the dropped rows are among those that were asked for; of without, dropped by whichever rung
	rows    map[ask]ids
}

// ask is one thing more to know of the rows that a rung drops. What it asks for is SQL as of a prefix.
type ask int

const (
	without ask = iota // those that joins and WHERE keep without it, and not with it: it is their only cause
	null               // those of which a copy comes to it and makes it NULL
	found              // those of which a copy comes to it that is not NULL in what it reads for a LEFT JOIN that missed
)
