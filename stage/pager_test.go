package stage_test

import (
	"context"
	"strings"
	"sync"

	"porchlight/alerts/delivery"
	"porchlight/notice"
	"porchlight/simulator"
	"porchlight/team"
)

// pager is a channel besides Telegram. It notes who was told what.
type pager struct {
	mu   sync.Mutex
	told []carried
}

type carried struct {
	chat int64
	n    notice.Notice
}

func (p *pager) Name() string { return string(team.Gateway) }

func (p *pager) Send(_ context.Context, n notice.Notice, to notice.Address) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told = append(p.told, carried{to.Chat, n})
	return 0, nil
}

// lines are the keys of what somebody was told, a message each.
func (p *pager) lines(to *simulator.Person) (all []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range p.told {
		if t.chat == to.ID() {
			var keys []string
			for _, l := range t.n.Lines {
				keys = append(keys, string(l.Key))
			}
			all = append(all, strings.Join(keys, " "))
		}
	}
	return all
}

var _ delivery.Channel = (*pager)(nil)

func count(all []string, with string) (n int) {
	for _, s := range all {
		if strings.Contains(s, with) {
			n++
		}
	}
	return n
}
