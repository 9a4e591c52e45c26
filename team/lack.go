package team

// Lack is that few are left in a team who could be called, as its coordinators were told.
type Lack struct {
	Meeting string `json:"meeting,omitempty"` // for which; empty: for any
	Left    int    `json:"left"`              // how many
}

// LackOf finds the lack for a meeting, or, with none named, for any.
func LackOf(lacks []Lack, about string) (Lack, bool) {
	for _, l := range lacks {
		if l.Meeting == about {
			return l, true
		}
	}
	return Lack{}, false
}
