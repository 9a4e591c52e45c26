package bot

// showAll has everything that is kept looked at, now that it is known that it has to wait.
func (s *Shelter) showAll() {
	s.mu.Lock()
	chats := make([]int64, 0, len(s.lines))
	for c := range s.lines {
		chats = append(chats, c)
	}
	s.mu.Unlock()
	for _, c := range chats {
		s.show(c)
	}
}

// show has what is kept of a chat looked at: each once, and in order, also what was kept
// before anybody knew that the store is away. What is in the store by then is not.
func (s *Shelter) show(chat int64) {
	s.mu.Lock()
	l := s.lines[chat]
	s.mu.Unlock()
	if l == nil {
		return
	}
	l.showing.Lock()
	defer l.showing.Unlock()
	for {
		u, ok := s.unseen(l)
		if !ok {
			return
		}
		s.meanwhile(u, true)
	}
}

// unseen is the next of a line that nobody has looked at. It counts as seen from then on.
func (s *Shelter) unseen(l *shelterLine) (Update, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for l.shown < len(l.waiting) {
		next := l.waiting[l.shown]
		l.shown++
		if !next.seen {
			return next.update, true
		}
	}
	return Update{}, false
}

// meanwhile has a look at an update. Whatever goes wrong with it, the update is kept.
func (s *Shelter) meanwhile(u Update, durable bool) {
	if err := s.handover.guard(func() error { s.Meanwhile(u, durable); return nil }); err != nil {
		s.Log.Error("look at an update while the store is away", "update", u.ID, "err", err)
	}
}
