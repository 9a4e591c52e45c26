package notice

import "time"

// Spot is a place on the map.
type Spot struct {
	Lat  float64       `json:"lat"`            // degrees north
	Lon  float64       `json:"lon"`            // degrees east
	Live time.Duration `json:"live,omitempty"` // how long it may move; zero: it does not
}
