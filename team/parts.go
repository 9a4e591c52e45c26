package team

import (
	"reflect"
	"slices"
)

// Part is a part of a policy that is set by itself.
type Part string

// The parts. The first are the Limits of the same names.
const (
	PartInterval        Part = "interval"
	PartGrace           Part = "grace"
	PartHome            Part = "home"
	PartRePage          Part = "re-page"
	PartOwnership       Part = "ownership"
	PartOwnershipDuress Part = "ownership-duress"
	PartReport          Part = "report"
	PartAfterAnswer     Part = "after-answer"

	PartNudges       Part = "nudges"
	PartLadder       Part = "ladder"
	PartDuressLadder Part = "duress-ladder"
	PartAlone        Part = "alone"
	PartPolice       Part = "police"
	PartOutside      Part = "outside"
)

// part is how a part is taken from one policy and put into another. Both leave the
// policies' slices as they are.
type part struct {
	name Part
	get  func(Policy) any
	copy func(from Policy, to *Policy)
}

// parts are all of them, in the order in which they are shown.
var parts = allParts()

func allParts() []part {
	var all []part
	for _, l := range Limits {
		if l.Name == "step" { // it is part of the ladder
			continue
		}
		all = append(all, part{Part(l.Name), func(p Policy) any { return l.Of(p) }, func(from Policy, to *Policy) {
			for _, d := range l.of(to) {
				*d = l.Of(from)
			}
		}})
	}
	return append(all,
		part{PartNudges, func(p Policy) any { return Reminders(p.Nudges) }, func(from Policy, to *Policy) { to.Nudges = from.Nudges }},
		part{PartLadder, func(p Policy) any { return p.Ladder }, func(from Policy, to *Policy) { to.Ladder = slices.Clone(from.Ladder) }},
		part{PartDuressLadder, func(p Policy) any { return p.DuressLadder }, func(from Policy, to *Policy) { to.DuressLadder = slices.Clone(from.DuressLadder) }},
		part{PartAlone, func(p Policy) any { return p.ForbidAlone }, func(from Policy, to *Policy) { to.ForbidAlone = from.ForbidAlone }},
		part{PartPolice, func(p Policy) any { return p.Police }, func(from Policy, to *Policy) { to.Police = from.Police }},
		part{PartOutside, func(p Policy) any { return p.Outside }, func(from Policy, to *Policy) { to.Outside = from.Outside }},
	)
}

// Parts lists the parts of a policy, in the order in which they are shown.
func Parts() []Part {
	all := make([]Part, len(parts))
	for i, x := range parts {
		all[i] = x.name
	}
	return all
}

// Differ lists the parts in which two policies differ.
func Differ(a, b Policy) (all []Part) {
	for _, x := range parts {
		if !reflect.DeepEqual(x.get(a), x.get(b)) {
			all = append(all, x.name)
		}
	}
	return all
}

// Rules is what a change makes of a policy: only the parts that were changed are, so that
// of two changes which wait at one time neither undoes the other.
func (c Change) Rules(now Policy) Policy {
	switch {
	case c.Policy == nil:
		return now
	case c.Was == nil: // of a version that did not keep it
		return *c.Policy
	}
	for _, x := range parts {
		if !reflect.DeepEqual(x.get(*c.Was), x.get(*c.Policy)) {
			x.copy(*c.Policy, &now)
		}
	}
	return now
}
