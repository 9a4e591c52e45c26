package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"porchlight/keyring"
	"porchlight/store"
)

// dataDir looks whether local files can be written.
func (e *examination) dataDir() {
	info, err := os.Stat(e.DataDir)
	if errors.Is(err, fs.ErrNotExist) {
		e.say(DataDir, Note, e.DataDir+" is not there yet", "porchlight serve makes it")
		return
	}
	if err == nil && !info.IsDir() {
		err = errors.New("it is not a folder")
	}
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(e.DataDir, ".probe-*"); err == nil {
			err = errors.Join(probe.Close(), os.Remove(probe.Name()))
		}
	}
	if err != nil {
		e.say(DataDir, Mend, e.DataDir+" can't be written: "+err.Error(), "give it to the user that porchlight runs as, or name another with --data-dir")
		return
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		e.say(DataDir, Note, "others can look into "+e.DataDir, "chmod 700 %s", e.DataDir)
		return
	}
	e.say(DataDir, OK, e.DataDir+" can be written", "")
}

// keyRing reads the key ring. A missing one is not made.
func (e *examination) keyRing() {
	ring, err := keyring.Load(e.KeyFile)
	switch {
	case err == nil:
		e.ring = ring
	case errors.Is(err, fs.ErrNotExist):
		e.missing = true // whether it matters, the store tells
		if e.OwnKept {
			e.say(KeyRing, Mend, "the key ring "+e.KeyFile+" is missing, and the bot's own Redis holds what only it can read", "put it back from its backup")
		}
	case errors.Is(err, keyring.ErrTooOpen):
		e.say(KeyRing, Mend, "others can read the key ring "+e.KeyFile, "chmod 600 %s, and think about who has read it", e.KeyFile)
	case errors.Is(err, keyring.ErrDamaged):
		e.say(KeyRing, Mend, e.KeyFile+" is no key ring, or a damaged one", "restore it from its backup")
	default:
		e.say(KeyRing, Mend, "the key ring can't be read: "+err.Error(), "check --key-file")
	}
}

// redis looks whether Redis is there, and what time it thinks it is.
func (e *examination) redis(ctx context.Context) {
	if e.RedisWrong != nil {
		e.say(Redis, Mend, e.RedisWrong.Error(), "give --redis")
		return
	}
	if e.RedisURL == "" {
		e.say(Redis, Note, "porchlight serve runs a Redis of its own, and none answers now: it is looked into while serve runs", "")
		return
	}
	ring, bot := e.ring, e.BotID
	if ring == nil {
		var err error
		if ring, err = keyring.New(); err != nil {
			e.say(Redis, Note, "not looked into: "+err.Error(), "")
			return
		}
	}
	if bot == "" {
		bot = "0" // nobody's; the settings are the same
	}
	kept, err := store.Open(ctx, store.Options{URL: e.RedisURL, BotID: bot, Ring: ring, AllowEverysec: e.AllowEverysec, Unchecked: true})
	if err != nil {
		e.say(Redis, Mend, err.Error(), "start it, or check --redis and the network")
		return
	}
	e.kept = kept
	e.say(Redis, OK, "Redis answers", "")
	asked := time.Now()
	is, err := kept.Time(ctx)
	if err == nil {
		e.compare("Redis's", is, is, asked, time.Now())
	}
}

// durability looks at Redis's settings.
func (e *examination) durability(ctx context.Context) {
	err := e.kept.Check(ctx)
	var wrong *store.SettingError
	switch {
	case err == nil:
		e.say(Durability, OK, "Redis keeps what it is told", "")
	case errors.As(err, &wrong):
		e.say(Durability, Mend, wrong.What(), "%s", wrong.Mend())
	case errors.Is(err, store.ErrNoConfig):
		e.say(Durability, Mend, "this Redis does not show its settings, so nobody knows what it would lose", "let this user run CONFIG GET")
	default:
		e.say(Durability, Mend, err.Error(), "check Redis's own log")
	}
}

// belongs looks whether the key ring is the one that the store was written with.
func (e *examination) belongs(ctx context.Context) {
	if e.ring == nil && !e.missing || e.BotID == "" {
		return // said before
	}
	estranged, err := e.kept.Estranged(ctx)
	file := filepath.Clean(e.KeyFile)
	switch {
	case err != nil:
		e.say(KeyRing, Mend, "whether the key ring is the right one is not known: "+err.Error(), "give Porchlight a Redis of its own")
	case estranged && e.missing:
		e.say(KeyRing, Mend, file+" is missing, and this Redis holds data that only it can read", "restore it from its backup")
	case estranged:
		e.say(KeyRing, Mend, file+" is not the key ring that this Redis's data was written with", "put the right one back, or use an empty Redis")
	case e.missing:
		e.say(KeyRing, Note, file+" is not there yet", "porchlight serve makes it: keep a copy in a safe place then")
	default:
		e.readable = true
		e.say(KeyRing, OK, "the key ring is there, for its owner alone, and fits what is stored", "")
		e.rotation(ctx)
	}
}
