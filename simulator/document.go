package simulator

// Upload is a file as the bot sent it.
type Upload struct {
	Name string
	Data []byte
}

// sendDocument posts a file that is uploaded with the request. One that is named by its
// id or by an address is not simulated.
func sendDocument(s *Simulator, p params) (any, *failure) {
	file, ok := p["document"].(Upload)
	switch {
	case !ok:
		return nil, notDone("documents by id or address")
	case len(file.Data) == 0:
		return nil, badRequest("file must be non-empty")
	}
	m := Message{Attachment: Document, File: file}
	if p.text("caption") != "" {
		var failed *failure
		if m.Caption, m.Entities, failed = fixText(p.text("caption"), readEntities(p.list("caption_entities"))); failed != nil {
			return nil, failed
		}
		if units(m.Caption) > maxCaption {
			return nil, badRequest("message caption is too long")
		}
	}
	return s.post(p, m)
}
