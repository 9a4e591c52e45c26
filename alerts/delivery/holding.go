package delivery

// Holding says whether anything that was claimed is still in memory: waiting, under way, or
// owed to the queue.
func (s *Service) Holding() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for l := range s.everyLane() {
		if len(l.held)+len(l.owed) > 0 || l.takeover {
			return true
		}
	}
	return false
}
