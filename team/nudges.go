package team

// What a policy's Nudges can be.
const (
	UsualNudges = 2 // at the deadline and half-way through the grace (PRODUCT.md, Defaults)
	MostNudges  = 3
	NoNudges    = -1
)

// Reminders is how many reminders a stored number of nudges stands for.
func Reminders(nudges int) int {
	switch {
	case nudges == 0:
		return UsualNudges
	case nudges < 0:
		return 0
	}
	return min(nudges, MostNudges)
}

// Nudged is the number of nudges as it is stored.
func Nudged(reminders int) int {
	if reminders <= 0 {
		return NoNudges
	}
	return min(reminders, MostNudges)
}
