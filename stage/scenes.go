package stage

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Scenes are the built-in scenes, in the order in which they are shown.
var order = []string{"quiet", "missed", "duress", "exit", "nobody", "restart", "wrongphone"}

//go:embed scenes/*.txt
var files embed.FS

// Scenes reads the built-in scenes, in the order in which they are shown.
func Scenes() ([]*Scene, error) {
	entries, err := files.ReadDir("scenes")
	if err != nil {
		return nil, fmt.Errorf("read the scenes: %w", err)
	}
	var all []*Scene
	for _, e := range entries {
		text, err := files.ReadFile(path.Join("scenes", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read the scenes: %w", err)
		}
		s, err := ParseScene(strings.TrimSuffix(e.Name(), ".txt"), string(text))
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *Scene) int { return slices.Index(order, a.Name) - slices.Index(order, b.Name) })
	return all, nil
}
