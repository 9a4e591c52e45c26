package simulator

import (
	"maps"
	"slices"
	"testing"
)

// TestTheSchemaHoldsWhatIsAnswered keeps schema/trim.go and the methods together.
func TestTheSchemaHoldsWhatIsAnswered(t *testing.T) {
	t.Parallel()
	answered := append(slices.Collect(maps.Keys(methods)), "getUpdates")
	slices.Sort(answered)
	api := botAPI()
	if held := sortedKeys(api.Methods); !slices.Equal(held, answered) {
		t.Errorf("the schema holds %v, answered are %v", held, answered)
	}
	for method := range limited {
		if methods[method] == nil {
			t.Errorf("%s is limited and not answered", method)
		}
	}
	if len(api.Others) < 100 || slices.ContainsFunc(api.Others, func(m string) bool { return methods[m] != nil }) {
		t.Errorf("the names of the other methods: %v", api.Others)
	}
}
