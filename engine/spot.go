package engine

import (
	"encoding/json"
	"fmt"
	"slices"

	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/team"
)

// Placed is where the phone of whoever wrote is. It is kept for an alert that may come,
// while a meeting of theirs is armed or on, and those that are open hear of it now. No
// phone that is there shows any of it.
func (tx *Tx) Placed(spot alerts.Spot, moved bool) {
	wanted := slices.ContainsFunc(tx.Visible(spot.By).View().Meetings, func(m meeting.Meeting) bool {
		return m.State == meeting.Armed || m.State.Watched()
	})
	for _, a := range tx.open() {
		if a.About == spot.By || slices.Contains(a.Were, spot.By) {
			wanted = true
			tx.stepAlert(a, alerts.Placed{Spot: spot, Moved: moved})
		}
	}
	body, err := json.Marshal(spot)
	if wanted && err == nil { // numbers and times: it can't fail
		tx.places = append(tx.places, Place{Member: spot.By, At: spot.At, Body: body})
		tx.spots[spot.By] = spot
	}
}

func (tx *Tx) takeSpot(d Doc) error {
	var s alerts.Spot
	if err := json.Unmarshal(d.Body, &s); err != nil {
		return fmt.Errorf("decode a place: %w", ErrUnreadable)
	}
	if tx.Now.Sub(s.At) < PlaceKept {
		tx.spots[team.MemberID(d.Ref.ID)] = s
	}
	return nil
}

// lastSpots are where some phones were last, as far as is known.
func (tx *Tx) lastSpots(about team.MemberID, with []team.MemberID) []alerts.Spot {
	var all []alerts.Spot
	for _, id := range append([]team.MemberID{about}, with...) {
		if s, ok := tx.spots[id]; ok && !slices.ContainsFunc(all, func(x alerts.Spot) bool { return x.By == id }) {
			all = append(all, s)
		}
	}
	return all
}
