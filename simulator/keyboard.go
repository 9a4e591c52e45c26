package simulator

import (
	"maps"
	"slices"
)

// maxData is the longest callback data, in bytes (Bot API, InlineKeyboardButton).
const maxData = 64

// readButtons takes the inline keyboard of a call. Of a button's kinds the first that
// Telegram looks for counts: go-telegram/bot adds an empty copy_text to every button.
func readButtons(s *Simulator, p params) ([][]Button, *failure) {
	markup := p.object("reply_markup")
	if len(markup) > 0 && !markup.has("inline_keyboard") {
		s.violate("reply_markup", "only inline keyboards are simulated, not %v", slices.Sorted(maps.Keys(markup)))
		return nil, notDone("keyboards other than inline ones")
	}
	var rows [][]Button
	for _, row := range markup.list("inline_keyboard") {
		var buttons []Button
		cells, _ := row.([]any)
		for _, cell := range cells {
			object, _ := cell.(map[string]any)
			b, failed := readButton(object)
			if failed != nil {
				return nil, failed
			}
			buttons = append(buttons, b)
		}
		if len(buttons) > 0 {
			rows = append(rows, buttons)
		}
	}
	return rows, nil
}

func readButton(p params) (Button, *failure) {
	b := Button{Text: p.text("text")}
	switch {
	case b.Text == "":
		return b, badRequest("inline keyboard button text must be non-empty")
	case p.text("url") != "":
		b.URL = p.text("url")
	case p.has("callback_data"):
		b.Data = p.text("callback_data")
		if b.Data == "" || len(b.Data) > maxData {
			return b, badRequest("BUTTON_DATA_INVALID")
		}
	case len(p) == 1:
		return b, badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	}
	return b, nil
}
