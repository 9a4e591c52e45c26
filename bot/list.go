package bot

import (
	"bytes"
	"encoding/csv"
	"log/slog"
	"strings"
	"time"

	"porchlight/engine"
	"porchlight/locales"
	"porchlight/notice"
	"porchlight/team"
)

// refLetters is how much of an id tells what belongs together in a list.
const refLetters = 6

// list is the audit trail as a table (CSV) in the reader's words: who did what when, and
// no contents.
func (p *Papers) list(t engine.Trail, r locales.Reader) []byte {
	say := func(k notice.Key) string { return word(p.Catalogue, p.Telegram.Log, k, r) }
	who := func(id team.MemberID, none notice.Key) string {
		switch name, member := t.Names[id]; {
		case id == "":
			return say(none)
		case member:
			return name
		default:
			return say("audit-gone")
		}
	}
	rows := [][]string{head(say)}
	for _, row := range t.Rows {
		whom := ""
		if row.Whom != "" && row.Whom != row.Who {
			whom = who(row.Whom, "audit-gone")
		}
		rows = append(rows, []string{
			stamp(row.At, r.Zone), who(row.Who, "audit-nobody"), say(notice.Key("audit-did-" + row.What)), whom, ref(row.Did), t.Teams[row.Team],
		})
	}
	return table(rows)
}

// head is the first row of every list.
func head(word func(notice.Key) string) []string {
	return []string{word("list-at"), word("list-who"), word("list-what"), word("list-whom"), word("list-ref"), word("list-group")}
}

// stamp is a moment as tables understand it, the same on days when the clocks change.
func stamp(at time.Time, zone *time.Location) string { return at.In(zone).Format(time.RFC3339) }

func ref(d engine.Did) string {
	id := string(d.Alert)
	if id == "" {
		id = string(d.Meeting)
	}
	return id[:min(len(id), refLetters)]
}

// table writes rows as CSV. What a spreadsheet would take for a formula is made a text:
// names are what people call themselves.
func table(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				row[i] = "'" + cell
			}
		}
		_ = w.Write(row) // into memory: it can't fail, and says so in Error below
	}
	w.Flush()
	return b.Bytes()
}

// word is a text alone.
func word(c *locales.Catalogue, log *slog.Logger, k notice.Key, r locales.Reader) string {
	s, err := c.Text([]notice.Line{{Key: k}}, r)
	if err != nil {
		log.Error("a text could not be rendered", "err", err)
	}
	return s
}
