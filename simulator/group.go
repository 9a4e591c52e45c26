package simulator

import "strings"

// firstGroupID is the id of the first group; the next ones are below it.
const firstGroupID = -4_000_000_001

// Group is a group chat that the bot can be put into.
type Group struct {
	sim  *Simulator
	chat *chat
}

// Group makes a group that the bot is not in yet.
func (s *Simulator) Group(title string) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := int64(firstGroupID)
	for s.chats[id] != nil {
		id--
	}
	c := &chat{id: id, title: title, access: notMember}
	s.chats[id] = c
	return &Group{sim: s, chat: c}
}

// ID is the group's chat id, a negative number.
func (g *Group) ID() int64 { return g.chat.id }

// AddBot has somebody put the bot into the group; the bot is told.
func (g *Group) AddBot(by *Person) {
	g.move(by, open, "left", "member")
}

// RemoveBot has somebody put the bot out of the group; the bot is told.
func (g *Group) RemoveBot(by *Person) {
	g.move(by, removed, "member", "kicked")
}

func (g *Group) move(by *Person, to access, before, after string) {
	g.sim.mu.Lock()
	defer g.sim.mu.Unlock()
	if g.chat.access == to {
		return
	}
	g.chat.access = to
	now := memberObject{Status: after}
	if to == removed {
		now.UntilDate = new(int64(0))
	}
	g.sim.membership(g.chat, by.user(), memberObject{Status: before}, now)
}

// Send writes to the group. As Telegram's privacy mode has it, the bot sees only
// commands and what names it.
func (g *Group) Send(by *Person, text string) Message {
	s := g.sim
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.add(g.chat, Message{From: ByPerson, Sender: by.id, Text: text, Entities: commandsIn(text)})
	if g.chat.access == open && (len(m.Entities) > 0 || strings.Contains(text, "@"+s.bot.Username)) {
		s.push("message", s.object(g.chat, m))
	}
	return *m
}

// Screen is what the group shows now, oldest first.
func (g *Group) Screen() []Message {
	g.sim.mu.Lock()
	defer g.sim.mu.Unlock()
	return g.chat.screen()
}

// HasBot says whether the bot is in the group.
func (g *Group) HasBot() bool {
	g.sim.mu.Lock()
	defer g.sim.mu.Unlock()
	return g.chat.access == open
}
