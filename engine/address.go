package engine

import (
	"porchlight/notice"
	"porchlight/team"
)

// SetAddress changes where the person is paged beside Telegram: at once, unless the phone may
// be in the wrong hands. Then it shows as set, and counts once another coordinator says so.
// It is a change of a team of theirs whether or not there is a doubt, so that a doubt makes
// the deed write nothing more than another.
func (v Visible) SetAddress(to team.Address) {
	me := v.Me()
	if len(me.Memberships) == 0 {
		if !v.tx.suspect(v.me) && !v.Frozen() { // nobody could be asked, and nobody is paged
			me.Member = team.Change{Kind: team.Readdress, Address: &to}.Made(me.Member, "", v.tx.Now)
			v.SetMe(me)
		}
		return
	}
	for _, s := range me.Memberships {
		if t, ok := v.tx.Team(s.Team); ok {
			v.tx.PutTeam(t.WithoutAddress(v.me, to.By))
		}
	}
	v.tx.ask(me.Memberships[0].Team, team.Change{Kind: team.Readdress, Who: v.me, By: v.me, Address: &to})
}

// LetInLabel is what the button says by which a coordinator agrees to a change that another
// one has to agree to.
func LetInLabel(c team.Change) notice.Key {
	if c.Kind == team.Readdress {
		return "button-let-count"
	}
	return "button-let-in"
}

// addressLines say what somebody's new address changes. The address is nobody else's
// business.
func addressLines(c team.Change) []notice.Line {
	switch {
	case c.Address == nil:
		return nil
	case c.Address.To == "":
		return []notice.Line{notice.L("address-none", "by", channelWord(c.Address.By))}
	default:
		return []notice.Line{notice.L("address-new", "by", channelWord(c.Address.By))}
	}
}
