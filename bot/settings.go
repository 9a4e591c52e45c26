package bot

import (
	"errors"

	"porchlight/bot/form"
	"porchlight/notice"
)

// settings changes what is the member's own: for now their time zone.
func (a asked) settings() {
	c, err := form.ParseSettings(a.args)
	var wrong *form.Error
	switch {
	case errors.As(err, &wrong) && wrong.Kind == form.KindZone:
		a.refuse(err)
		return
	case err != nil || c.Zone == nil:
		a.Reply(notice.L("settings-usage"))
		return
	}
	me := a.Me()
	me.Zone = c.Zone.String()
	a.SetMe(me)
	a.Reply(notice.L("zone-set", "zone", notice.Zone(me.Zone), "now", notice.At(a.Now())))
}
