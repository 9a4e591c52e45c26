package alerts_test

import (
	"porchlight/alerts"
	"porchlight/meeting"
	"porchlight/team"
)

func told(k meeting.FactKind, at, text string) alerts.Told {
	return alerts.Told{Fact: meeting.Fact{Kind: k, By: ana, At: after(at), Now: after(at)}, Text: text}
}

var stories = []struct {
	name    string
	cause   alerts.Cause
	story   []happens
	until   string
	want    string
	owner   team.MemberID
	outcome alerts.Outcome
}{
	{"first to take it owns it", alerts.Missed, []happens{
		{at: "30s", what: alerts.Take{By: carla}}, {at: "40s", what: alerts.Take{By: emil}}, {at: "50s", what: alerts.Take{By: ana}}, {at: "55s", what: alerts.Take{By: zed}},
		{at: "5m", what: alerts.Report{By: carla, Kind: alerts.OnMyWay}}, {at: "9m", what: alerts.StandDown{By: carla}}, {at: "9m5s", what: alerts.StandDown{By: carla, Outcome: alerts.Safe}},
		{at: "10m", what: alerts.Take{By: emil}},
	}, "2h", `
12:00:00 carla, emil: PAGE page-missed-sign
12:00:30 carla: you-have-it
12:00:30 emil: owned-by
12:00:40 emil: owned-by
12:00:50 deny: not their role
12:00:55 deny: not a member
12:05:00 carla: renewed
12:05:00 emil: reported
12:09:00 carla: stand-down-how
12:09:05 carla, emil: closed
`, carla, alerts.Safe},
	{"an owner who falls silent", alerts.Missed, []happens{{at: "1m30s", what: alerts.Take{By: carla}}}, "12m", `
12:00:00 carla, emil: PAGE page-missed-sign
12:01:00 carla, emil: PAGE page-missed-sign
12:01:30 carla: you-have-it
12:01:30 emil: owned-by
12:09:30 carla: still-on-it
12:11:30 carla, dora, emil: PAGE page-missed-sign lost-lapsed by all
`, "", ""},
	{"an owner who says still on it", alerts.Missed, []happens{
		{at: "1m30s", what: alerts.Take{By: carla}}, {at: "9m", what: alerts.Renew{By: carla}}, {at: "18m", what: alerts.Renew{By: carla}},
	}, "26m", `
12:00:00 carla, emil: PAGE page-missed-sign
12:01:00 carla, emil: PAGE page-missed-sign
12:01:30 carla: you-have-it
12:01:30 emil: owned-by
12:09:00 carla: renewed
12:17:00 carla: still-on-it
12:18:00 carla: renewed
12:26:00 carla: still-on-it
`, carla, ""},
	{"I can't, and the last who can't", alerts.Missed, []happens{
		{at: "10s", what: alerts.Cant{By: carla}}, {at: "20s", what: alerts.Cant{By: emil}}, {at: "30s", what: alerts.Cant{By: dora}}, {at: "40s", what: alerts.WhoElse{By: dora}},
	}, "1m30s", `
12:00:00 carla, emil: PAGE page-missed-sign
12:00:10 carla: cant-noted
12:00:20 emil: cant-noted
12:00:20 dora: PAGE page-missed-sign by all
12:00:30 dora: cant-noted
12:00:30 outside, operator, webhook: PAGE page-nobody by all
12:00:40 dora: paged
12:01:30 carla, dora, emil: PAGE page-missed-sign by all
`, "", ""},
	{"an owner who gives it back", alerts.Missed, []happens{
		{at: "30s", what: alerts.Take{By: carla}}, {at: "2m", what: alerts.Cant{By: carla}}, {at: "2m30s", what: alerts.Take{By: dora}},
	}, "3m", `
12:00:00 carla, emil: PAGE page-missed-sign
12:00:30 carla: you-have-it
12:00:30 emil: owned-by
12:02:00 carla: cant-noted
12:02:00 dora, emil: PAGE page-missed-sign lost-gave-up by all
12:02:30 dora: you-have-it
12:02:30 carla, emil: owned-by
`, dora, ""},
	{"handed over: the owner keeps it until it is taken", alerts.Missed, []happens{
		{at: "30s", what: alerts.Take{By: carla}}, {at: "1m", what: alerts.HandOver{By: carla}}, {at: "1m5s", what: alerts.HandOver{By: carla, To: ben}},
		{at: "1m10s", what: alerts.HandOver{By: carla, To: dora}}, {at: "2m", what: alerts.Take{By: dora}},
	}, "3m", `
12:00:00 carla, emil: PAGE page-missed-sign
12:00:30 carla: you-have-it
12:00:30 emil: owned-by
12:01:00 carla: hand-over-whom
12:01:05 carla: hand-over-whom
12:01:10 dora: PAGE page-hand-over
12:01:10 carla: hand-over-asked
12:02:00 dora: you-have-it
12:02:00 carla, emil: owned-by
`, dora, ""},
	{"taken over, also by somebody not paged yet", alerts.Missed, []happens{
		{at: "30s", what: alerts.Take{By: carla}}, {at: "1m", what: alerts.TakeOver{By: dora}}, {at: "1m30s", what: alerts.Renew{By: carla}}, {at: "2m", what: alerts.TakeOver{By: ben}},
	}, "3m", `
12:00:00 carla, emil: PAGE page-missed-sign
12:00:30 carla: you-have-it
12:00:30 emil: owned-by
12:01:00 dora: you-have-it
12:01:00 carla, emil: owned-by
12:01:30 deny: not the owner
12:02:00 deny: present
`, dora, ""},
	{"an owner who goes to a meeting loses it at once", alerts.Missed, []happens{
		{at: "30s", what: alerts.Take{By: carla}}, {at: "1m", what: alerts.Tick{}, present: []team.MemberID{carla}}, {at: "1m10s", what: alerts.StandDown{By: carla, Outcome: alerts.Safe}},
	}, "2m30s", `
12:00:00 carla, emil: PAGE page-missed-sign
12:00:30 carla: you-have-it
12:00:30 emil: owned-by
12:01:00 dora, emil: PAGE page-missed-sign lost-present by all
12:01:10 deny: present
12:02:00 dora, emil: PAGE page-missed-sign lost-present by all
`, "", ""},
	{"nobody can be reached: the places outside are told, again and again", alerts.Missed, []happens{
		{at: "90s", what: alerts.Tick{}, present: []team.MemberID{carla, dora, emil}}, {at: "3m30s", what: alerts.Tick{}, free: true},
	}, "4m", `
12:00:00 carla, emil: PAGE page-missed-sign
12:01:00 carla, emil: PAGE page-missed-sign
12:01:30 outside, operator, webhook: PAGE page-nobody by all
12:02:30 outside, operator, webhook: PAGE page-nobody by all
12:03:30 carla, dora, emil: PAGE page-missed-sign by all
`, "", ""},
	{"a late sign holds the climb once, and no page", alerts.Missed, []happens{
		{at: "1m30s", what: told(meeting.Signed, "1m30s", "sorry, forgot")}, {at: "5m", what: told(meeting.Signed, "5m", "all fine")},
		{at: "8m", what: told(meeting.Finished, "8m", "/done")}, {at: "9m", what: told(meeting.CameHome, "9m", "home")}, {at: "10m", what: told(meeting.CalledOff, "10m", "/cancel")},
	}, "12m30s", `
12:00:00 carla, emil: PAGE page-missed-sign
12:01:00 carla, emil: PAGE page-missed-sign
12:01:30 carla, emil: answered news-text
12:02:00 carla, emil: PAGE page-overdue-sign answered
12:03:00 carla, emil: PAGE page-overdue-sign answered
12:04:00 carla, emil: PAGE page-overdue-sign answered
12:05:00 carla, emil: news-text
12:05:00 carla, emil: PAGE page-overdue-sign answered
12:06:00 carla, emil: PAGE page-overdue-sign answered
12:07:00 carla, emil: PAGE page-overdue-sign answered
12:08:00 carla, emil: news-command
12:08:00 carla, emil: PAGE page-overdue-sign answered
12:09:00 carla, emil: news-command
12:09:00 carla, emil: PAGE page-overdue-sign answered
12:10:00 carla, emil: news-command
12:10:00 carla, emil: PAGE page-overdue-sign answered
12:11:00 carla, emil: PAGE page-overdue-sign answered
12:11:30 carla, dora, emil: PAGE page-overdue-sign answered by all
12:12:30 carla, dora, emil: PAGE page-overdue-sign answered by all
`, "", ""},
	{"a sign in time that was only read late", alerts.Missed, []happens{
		{at: "1m30s", what: told(meeting.Signed, "-5m", "with you soon")},
	}, "2m", `
12:00:00 carla, emil: PAGE page-missed-sign
12:01:00 carla, emil: PAGE page-missed-sign
12:01:30 carla, emil: answered-in-time news-text
12:02:00 carla, emil: PAGE page-overdue-sign answered-in-time
`, "", ""},
	{"an older sign from another phone answers nothing", alerts.Missed, []happens{
		{at: "1m30s", what: told(meeting.Signed, "-45m", "we are there")},
	}, "2m", `
12:00:00 carla, emil: PAGE page-missed-sign
12:01:00 carla, emil: PAGE page-missed-sign
12:01:30 carla, emil: news-text
12:02:00 carla, dora, emil: PAGE page-missed-sign by all
`, "", ""},
	{"a duress: two people close it", alerts.Duress, []happens{
		{at: "20s", what: alerts.Take{By: dora}}, {at: "2m", what: alerts.Report{By: dora, Kind: alerts.WithThem}}, {at: "3m", what: alerts.StandDown{By: dora, Outcome: alerts.Precaution}},
		{at: "3m10s", what: alerts.Second{By: dora}}, {at: "3m20s", what: alerts.Second{By: ben}}, {at: "3m30s", what: alerts.Second{By: emil}},
	}, "2h", `
12:00:00 carla, dora, emil: PAGE page-duress
12:00:20 dora: you-have-it
12:00:20 carla, emil: owned-by
12:02:00 dora: renewed
12:02:00 carla, emil: reported
12:03:00 dora: phrase-ask
12:03:00 carla, emil: second-ask
12:03:10 deny: the owner
12:03:20 deny: present
12:03:30 carla, dora, emil: closed
`, dora, alerts.Precaution},
	{"a duress: the safe phrase as heard", alerts.Duress, []happens{
		{at: "20s", what: alerts.Take{By: dora}}, {at: "1m", what: alerts.Heard{By: dora, Phrase: alerts.RightPhrase}}, {at: "3m", what: alerts.StandDown{By: dora, Outcome: alerts.Safe}},
		{at: "3m10s", what: alerts.Heard{By: carla, Phrase: alerts.RightPhrase}}, {at: "3m20s", what: alerts.Heard{By: dora, Phrase: alerts.WrongPhrase}},
		{at: "3m30s", what: alerts.Heard{By: dora, Phrase: alerts.RightPhrase}},
	}, "2h", `
12:00:00 carla, dora, emil: PAGE page-duress
12:00:20 dora: you-have-it
12:00:20 carla, emil: owned-by
12:03:00 dora: phrase-ask
12:03:00 carla, emil: second-ask
12:03:10 deny: not the owner
12:03:20 dora: phrase-wrong
12:03:30 carla, dora, emil: closed
`, dora, alerts.Safe},
	{"a duress: three wrong phrases, and a new owner has no new ones", alerts.Duress, []happens{
		{at: "20s", what: alerts.Take{By: dora}}, {at: "1m", what: alerts.StandDown{By: dora, Outcome: alerts.Safe}},
		{at: "1m10s", what: alerts.Heard{By: dora, Phrase: alerts.WrongPhrase}}, {at: "1m20s", what: alerts.Heard{By: dora, Phrase: alerts.WrongPhrase}},
		{at: "1m30s", what: alerts.Heard{By: dora, Phrase: alerts.WrongPhrase}}, {at: "1m40s", what: alerts.Heard{By: dora, Phrase: alerts.RightPhrase}},
		{at: "2m", what: alerts.TakeOver{By: emil}}, {at: "2m10s", what: alerts.StandDown{By: emil, Outcome: alerts.Safe}}, {at: "2m20s", what: alerts.Heard{By: emil, Phrase: alerts.RightPhrase}},
	}, "3m", `
12:00:00 carla, dora, emil: PAGE page-duress
12:00:20 dora: you-have-it
12:00:20 carla, emil: owned-by
12:01:00 dora: phrase-ask
12:01:00 carla, emil: second-ask
12:01:10 dora: phrase-wrong
12:01:20 dora: phrase-wrong
12:01:30 dora: phrase-over
12:02:00 emil: you-have-it
12:02:00 carla, dora: owned-by
12:02:10 emil: phrase-over
12:02:10 carla, dora: second-ask
`, emil, ""},
	{"a duress: the worker says the duress phrase in its place", alerts.Duress, []happens{
		{at: "20s", what: alerts.Take{By: dora}}, {at: "1m", what: alerts.StandDown{By: dora, Outcome: alerts.Safe}}, {at: "1m10s", what: alerts.Heard{By: dora, Phrase: alerts.DuressPhrase}},
		{at: "1m20s", what: alerts.Second{By: emil}},
	}, "2m", `
12:00:00 carla, dora, emil: PAGE page-duress
12:00:20 dora: you-have-it
12:00:20 carla, emil: owned-by
12:01:00 dora: phrase-ask
12:01:00 carla, emil: second-ask
12:01:10 carla, dora, emil: PAGE page-duress
12:01:10 carla, dora, emil: phrase-duress
12:01:20 emil: second-nothing
`, dora, ""},
	{"I'm on it alone keeps no duress, however often it is said", alerts.Duress, []happens{
		{at: "20s", what: alerts.Take{By: dora}}, {at: "4m", what: alerts.Renew{By: dora}}, {at: "8m", what: alerts.Renew{By: dora}}, {at: "10m", what: alerts.Take{By: dora}},
	}, "11m", `
12:00:00 carla, dora, emil: PAGE page-duress
12:00:20 dora: you-have-it
12:00:20 carla, emil: owned-by
12:04:00 dora: renewed
12:08:00 dora: renewed
12:09:20 dora: still-on-it
12:10:00 dora: renewed
12:10:00 dora: still-on-it
12:10:20 carla, dora, emil: PAGE page-duress lost-lapsed by all
`, "", ""},
	{"a missed sign that becomes a duress in somebody's hands", alerts.Missed, []happens{
		{at: "20s", what: alerts.Take{By: carla}}, {at: "9m", what: alerts.Renew{By: carla}}, {at: "15m", what: alerts.Signalled{By: ana, At: after("15m")}},
		{at: "15m1s", what: alerts.Signalled{By: ana, At: after("15m")}}, {at: "16m", what: alerts.StandDown{By: carla, Outcome: alerts.Safe}},
	}, "20m", `
12:00:00 carla, emil: PAGE page-missed-sign
12:00:20 carla: you-have-it
12:00:20 emil: owned-by
12:08:20 carla: still-on-it
12:09:00 carla: renewed
12:15:00 carla, dora, emil: PAGE page-duress
12:16:00 carla: phrase-ask
12:16:00 emil, dora: second-ask
12:18:00 carla: still-on-it
12:19:00 carla, dora, emil: PAGE page-duress lost-lapsed by all
12:20:00 carla, dora, emil: PAGE page-duress lost-lapsed by all
`, "", ""},
	{"a call for help brings everyone at once, and one can close it", alerts.Manual, []happens{
		{at: "20s", what: told(meeting.Signed, "20s", "hello")}, {at: "40s", what: alerts.Take{By: carla}},
		{at: "50s", what: alerts.Voiced{By: ana, At: after("50s"), Why: alerts.ForHelp}}, {at: "50s", what: alerts.Voiced{By: ana, At: after("50s"), Why: alerts.ForHelp}},
		{at: "55s", what: alerts.Voiced{By: emil, At: after("55s"), Why: alerts.Worried}},
		{at: "2m", what: alerts.StandDown{By: carla, Outcome: alerts.Safe}},
	}, "3m", `
12:00:00 carla, dora, emil: PAGE page-sos
12:00:20 carla, dora, emil: news-text
12:00:40 carla: you-have-it
12:00:40 dora, emil: owned-by
12:00:50 carla, dora, emil: PAGE page-sos
12:00:55 emil: owned-by
12:00:55 carla, dora: page-worried
12:02:00 carla, dora, emil: closed
`, carla, alerts.Safe},
	{"a missed sign, then a call for help, then the signal", alerts.Missed, []happens{
		{at: "10s", what: alerts.Voiced{By: ben, At: after("10s"), Why: alerts.ForHelp}}, {at: "30s", what: alerts.Signalled{By: ana, At: after("30s")}},
		{at: "50s", what: alerts.Voiced{By: ana, At: after("50s"), Why: alerts.ForHelp}},
	}, "1m", `
12:00:00 carla, emil: PAGE page-missed-sign
12:00:10 carla, dora, emil: PAGE page-sos
12:00:30 carla, dora, emil: PAGE page-duress
12:00:50 carla, emil, dora: page-sos
`, "", ""},
	{"signals that come again and again put nothing off", alerts.Duress, []happens{
		{at: "45s", what: alerts.Signalled{By: ana, At: after("45s")}}, {at: "90s", what: alerts.Signalled{By: ana, At: after("90s")}}, {at: "115s", what: alerts.Signalled{By: ana, At: after("115s")}},
	}, "3m", `
12:00:00 carla, dora, emil: PAGE page-duress
12:00:45 carla, dora, emil: PAGE page-duress
12:01:30 carla, dora, emil: PAGE page-duress
12:01:55 carla, dora, emil: PAGE page-duress
12:02:00 carla, dora, emil: PAGE page-duress by all
12:03:00 carla, dora, emil: PAGE page-duress by all
`, "", ""},
	{"an owner who gave a signal was there", alerts.Missed, []happens{
		{at: "20s", what: alerts.Take{By: carla}}, {at: "40s", what: alerts.Signalled{By: carla, At: after("40s")}}, {at: "50s", what: alerts.StandDown{By: carla, Outcome: alerts.Safe}},
	}, "1m", `
12:00:00 carla, emil: PAGE page-missed-sign
12:00:20 carla: you-have-it
12:00:20 emil: owned-by
12:00:40 dora, emil: PAGE page-duress lost-present by all
12:00:50 deny: was present
`, "", ""},
}
