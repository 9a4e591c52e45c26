package bot

import (
	"porchlight/bot/form"
	"porchlight/notice"
)

// settings changes what is the member's own: for now their time zone.
func (a asked) settings() {
	c, err := form.ParseSettings(a.args)
	if err != nil {
		if a.args == "" {
			a.Reply(notice.L("settings-usage"))
			return
		}
		a.refuse(err)
		return
	}
	if c.Zone == nil {
		a.Reply(notice.L("settings-usage"))
		return
	}
	me := a.Me()
	me.Zone = c.Zone.String()
	a.SetMe(me)
	a.Reply(notice.L("zone-set", "zone", notice.Zone(me.Zone), "now", notice.At(a.Now())))
}
