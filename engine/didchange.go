package engine

import "porchlight/team"

// What can have been done about a change of a team.
const (
	DidAskGiveRole What = "asked-give"
	DidAskDropRole What = "asked-drop"
	DidAskTrain    What = "asked-trained"
	DidAskRemove   What = "asked-leave"
	DidAskEnter    What = "asked-enter"
	DidAskRules    What = "asked-rules"
	DidAskFreeze   What = "asked-freeze"
	DidAskUnfreeze What = "asked-unfreeze"
	DidAskRevoke   What = "asked-revoke"
	DidAgreeTo     What = "agreed-to-change"
	DidCancel      What = "cancelled-change"
	DidTakeEffect  What = "took-effect"
)

var ofAsking = map[team.ChangeKind]What{
	team.Give:     DidAskGiveRole,
	team.Drop:     DidAskDropRole,
	team.Trained:  DidAskTrain,
	team.Leave:    DidAskRemove,
	team.Enter:    DidAskEnter,
	team.Rules:    DidAskRules,
	team.Freeze:   DidAskFreeze,
	team.Unfreeze: DidAskUnfreeze,
	team.Revoke:   DidAskRevoke,
}

// didAsk writes down who asked for a change. It depends on what phones show: of one that was
// asked for at a meeting it is called when that is over; one that an alert puts in doubt is
// written down as any other (G3), as is who joins by a link in doubt.
func (tx *Tx) didAsk(c team.Change, in team.ID) {
	switch {
	case c.Held, c.Kind == team.Readdress: // a setting is not in the trail
	case c.Kind == team.Enter && c.Needs == team.NoOne:
		tx.Did(Did{What: DidJoin, Who: c.Who, Team: in})
	case c.Kind == team.Enter:
		tx.Did(Did{What: DidAskEnter, Who: c.Who, Team: in})
	default:
		tx.Did(Did{What: ofAsking[c.Kind], Who: c.By, Whom: c.Who, Team: in})
	}
}

// didMakeSo writes down that a change took effect, where that is not said by its having been
// asked for just then. When it did tells those on whose phones it rested whether there was an
// alert; to them it is not listed.
func (tx *Tx) didMakeSo(c team.Change, in team.ID) {
	if c.Done || c.AskedAt.Equal(tx.Now) {
		return
	}
	tx.Did(Did{What: DidTakeEffect, Who: c.By, Whom: c.Who, Team: in, Were: []team.MemberID{c.By, c.Agreed}})
}

// DidAbout adds to the audit trail what the person did about a change of a team. Of one that
// was in doubt it is not listed to those on whose phones it rested.
func (v Visible) DidAbout(what What, in team.ID, c team.Change) {
	did := Did{What: what, Who: v.me, Whom: c.Who, Team: in}
	if c.Doubted {
		did.Were = []team.MemberID{c.By, c.Agreed}
	}
	v.tx.Did(did)
}
