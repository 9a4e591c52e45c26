package bot

import (
	"porchlight/engine"
	"porchlight/locales"
	"porchlight/notice"
	"porchlight/team"
)

// tellTyped does what the button that has a phone told does, typed as it is labelled.
func (d *Desk) tellTyped(tx *engine.Tx, u Update, me engine.Person) bool {
	names := map[team.MemberID]string{}
	for _, a := range tx.ToTell(me.ID) {
		about, _ := tx.Person(a.About)
		names[about.ID] = about.Name
		reader := locales.Reader{Language: me.Language, Names: names}
		if _, typed := d.Catalogue.Choice(u.Text, []notice.Button{a.TellButton()}, reader); typed {
			tx.AboutAlert(a.ID)
			return tx.Tell(a, me.ID) == team.Allow
		}
	}
	return false
}
