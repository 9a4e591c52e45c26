package locales

import "strconv"

// number is a number in digits; from five digits on they stand in threes, parted by a narrow
// space that breaks no line, which is read alike in every language.
func number(n int) string {
	digits := strconv.Itoa(n)
	if n < 10_000 {
		return digits
	}
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "\u202f" + digits[at:]
	}
	return digits
}
