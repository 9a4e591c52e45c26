package notice_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/notice"
	"porchlight/team"
)

var (
	moment = rapid.Map(rapid.Int64Range(0, 4e9), func(s int64) time.Time { return time.Unix(s, s%1000*1e6) })
	length = rapid.Map(rapid.Int64(), func(n int64) time.Duration { return time.Duration(n) })
	ids    = rapid.SliceOfN(rapid.Map(rapid.String(), func(s string) team.MemberID { return team.MemberID(s) }), 1, 3)
	key    = rapid.Map(rapid.String(), func(s string) notice.Key { return notice.Key(s) })
)

var anyArg = rapid.Custom(func(t *rapid.T) notice.Arg {
	return rapid.SampledFrom([]notice.Arg{
		notice.Text(rapid.String().Draw(t, "text")), notice.At(moment.Draw(t, "at")), notice.Day(moment.Draw(t, "day")),
		notice.For(length.Draw(t, "for")), notice.N(rapid.Int().Draw(t, "n")), notice.Zone(rapid.String().Draw(t, "zone")),
		notice.Who(ids.Draw(t, "who")...), notice.Word(key.Draw(t, "word")),
		notice.Words(key.Draw(t, "one"), key.Draw(t, "other")),
	}).Draw(t, "arg")
})

var anyLine = rapid.Custom(func(t *rapid.T) notice.Line {
	if rapid.Bool().Draw(t, "bare") {
		return notice.L(key.Draw(t, "key"))
	}
	return notice.L(key.Draw(t, "key"), "who", anyArg.Draw(t, "a"), rapid.String().Draw(t, "name"), anyArg.Draw(t, "b"))
})

var anyButton = rapid.Custom(func(t *rapid.T) notice.Button {
	b := notice.Button{
		Label: key.Draw(t, "label"), Action: rapid.SampledFrom(team.Actions()).Draw(t, "action"), Scope: rapid.String().Draw(t, "scope"),
		Arg: rapid.String().Draw(t, "arg"), Member: team.MemberID(rapid.String().Draw(t, "member")),
	}
	if rapid.Bool().Draw(t, "with gaps") {
		b.Args = map[string]notice.Arg{"for": anyArg.Draw(t, "gap")}
	}
	return b
})

var anyNotice = rapid.Custom(func(t *rapid.T) notice.Notice {
	n := notice.Notice{
		To: rapid.SampledFrom([]notice.Recipient{
			notice.To("ana"), {Chat: rapid.Int64().Draw(t, "chat")}, {Place: notice.Outside, Team: "team"},
		}).Draw(t, "to"),
		Do:      rapid.SampledFrom([]notice.Do{notice.Send, notice.Delete, notice.Answer}).Draw(t, "do"),
		Lane:    rapid.SampledFrom(notice.Lanes).Draw(t, "lane"),
		Reason:  rapid.SampledFrom([]notice.Reason{notice.ForReply, notice.ForPage, notice.ForTrouble}).Draw(t, "reason"),
		Message: rapid.Int().Draw(t, "message"), Press: rapid.String().Draw(t, "press"),
		About: notice.About{Meeting: rapid.String().Draw(t, "meeting"), Alert: rapid.String().Draw(t, "alert"), Ownership: rapid.Int().Draw(t, "ownership")},
	}
	if rapid.Bool().Draw(t, "deadline") {
		n.About.Deadline = moment.Draw(t, "due").UTC()
	}
	if rapid.Bool().Draw(t, "lines") {
		n.Lines = rapid.SliceOfN(anyLine, 1, 4).Draw(t, "text")
	}
	if rapid.Bool().Draw(t, "paper") {
		n.Do, n.Language = notice.Hand, rapid.String().Draw(t, "language")
		n.Paper = &notice.Paper{
			Name: key.Draw(t, "name"), Body: rapid.SliceOfN(rapid.Byte(), 1, 9).Draw(t, "body"), Passphrase: rapid.String().Draw(t, "passphrase"),
			Trail: notice.Trail{Teams: []team.ID{team.ID(rapid.String().Draw(t, "team"))}, Since: moment.Draw(t, "since").UTC(), Until: moment.Draw(t, "until").UTC()},
		}
	}
	if rapid.Bool().Draw(t, "buttons") {
		n.Buttons = rapid.SliceOfN(rapid.SliceOfN(anyButton, 1, 3), 1, 3).Draw(t, "rows")
	}
	return n
})

// TestCoreANoticeIsStoredWhole: the outbox gives back what was put into it.
func TestCoreANoticeIsStoredWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := anyNotice.Draw(t, "notice")
		stored, err := json.Marshal(n)
		if err != nil {
			t.Fatalf("store a notice: %v", err)
		}
		var back notice.Notice
		if err := json.Unmarshal(stored, &back); err != nil {
			t.Fatalf("read %s: %v", stored, err)
		}
		if !reflect.DeepEqual(n, back) {
			t.Fatalf("\n%#v\ncame back as\n%#v\nfrom %s", n, back, stored)
		}
	})
}

// TestCoreALineNamesItsArguments: each kind of argument is kept as what it is.
func TestCoreALineNamesItsArguments(t *testing.T) {
	t.Parallel()
	berlin := time.FixedZone("CEST", 2*60*60)
	due := time.Date(2026, 5, 4, 15, 30, 0, 0, berlin)
	line := notice.L("page-missed-sign", "who", notice.Who("ana", "ben"), "due", notice.At(due))
	if who := line.Args["who"]; who.Is != notice.IsMembers || len(who.Members) != 2 {
		t.Errorf("who is %+v", who)
	}
	if at := line.Args["due"]; at.Is != notice.IsAt || !at.At.Equal(due) || at.At.Location() != time.UTC {
		t.Errorf("due is %+v, and should be kept in UTC", at)
	}
	if bare := notice.L("noted"); bare.Args != nil {
		t.Errorf("a line without arguments has %v", bare.Args)
	}
}
