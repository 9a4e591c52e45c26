package meeting_test

import (
	"time"

	"porchlight/meeting"
)

var stories = []struct {
	name  string
	story []said
	until string
	want  string
	state meeting.State
}{
	{"a quiet meeting", []said{
		{at: "15:01", what: sign(ana)}, {at: "15:31", what: sign(ana)}, {at: "15:58", what: done(ana)}, {at: "16:28", what: sign(ana)}, {at: "16:35", what: home(ana)},
	}, "23:00", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:01 * signed by ana
15:01 ana: noted
15:31 * signed by ana
15:31 ana: noted
15:58 * finished by ana
15:58 ana: noted tell-me-home
16:28 * signed by ana
16:28 ana: noted
16:35 * home by ana
16:35 ana: good
`, meeting.Over},
	{"she does not arrive", nil, "15:45", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:05 ana: prompt-again [check-in] [late]
15:10 * missed: arrival, due 15:00
15:30 ana: prompt [check-in] [late]
15:35 ana: prompt-again [check-in] [late]
15:40 * missed: arrival, due 15:30
`, meeting.Running},
	{"a sign is missed and comes late", []said{
		{at: "15:01", what: sign(ana)}, {at: "15:45", what: sign(ana)},
	}, "15:59", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:01 * signed by ana
15:01 ana: noted
15:31 ana: prompt [check-in] [late]
15:36 ana: prompt-again [check-in] [late]
15:41 * missed: sign, due 15:31
15:45 * signed by ana
15:45 ana: noted
`, meeting.Running},
	{"the end is missed: a sign alone is not enough", []said{
		{at: "15:01", what: sign(ana)}, {at: "15:31", what: sign(ana)}, {at: "15:59", what: sign(ana)}, {at: "16:05", what: sign(ana)},
	}, "16:29", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:01 * signed by ana
15:01 ana: noted
15:31 * signed by ana
15:31 ana: noted
15:59 * signed by ana
15:59 ana: noted
16:00 ana: prompt-end [done] [late]
16:05 * signed by ana
16:05 ana: noted
16:05 ana: prompt-end-again [done] [late]
16:10 * missed: end, due 16:00
`, meeting.Running},
	{"home is missed", []said{
		{at: "15:01", what: sign(ana)}, {at: "15:31", what: done(ana)}, {at: "15:50", what: sign(ana)}, {at: "16:19", what: sign(ana)},
		{at: "16:45", what: sign(ana)}, {at: "16:50", what: sign(ana)}, {at: "17:05", what: sign(ana)},
	}, "17:10", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:01 * signed by ana
15:01 ana: noted
15:31 * finished by ana
15:31 ana: noted tell-me-home
15:50 * signed by ana
15:50 ana: noted
16:19 * signed by ana
16:19 ana: noted
16:45 * signed by ana
16:45 ana: noted
16:50 * signed by ana
16:50 ana: noted
17:00 ana: prompt-home [home] [late]
17:05 * signed by ana
17:05 ana: noted
17:05 ana: prompt-home-again [home] [late]
17:10 * missed: home, due 17:00
`, meeting.Homeward},
	{"a companion's words are signs and nothing more", []said{
		{at: "15:05", what: sign(ben)}, {at: "15:20", what: done(ben)}, {at: "15:25", what: home(ben)}, {at: "15:26", what: cancel(ben)},
		{at: "15:27", what: late(ben, 15*time.Minute)}, {at: "15:28", what: sign(zed)},
	}, "15:58", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:05 * signed by ben
15:05 ben: noted
15:20 * signed by ben
15:20 ben: noted
15:25 * signed by ben
15:25 ben: noted
15:26 * signed by ben
15:26 ben: noted
15:27 * signed by ben
15:27 ben: noted
15:28 zed: noted
15:57 ana: prompt [check-in] [late]
`, meeting.Running},
	{"late on the way there: arrival is still asked for", []said{
		{at: "15:02", what: late(ana, 15*time.Minute)},
	}, "15:30", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:02 * postponed by ana, 15m0s
15:02 ana: moved-to 15:17
15:17 ana: prompt [check-in] [late]
15:22 ana: prompt-again [check-in] [late]
15:27 * missed: arrival, due 15:17
`, meeting.Running},
	{"late before it begins moves the beginning and the end", []said{
		{at: "14:50", what: late(ana, 15*time.Minute)},
	}, "15:15", `
14:50 * postponed by ana, 15m0s
14:50 ana: moved-to 15:15
15:15 * began by ana
15:15 ana: prompt [check-in] [late]
`, meeting.Running},
	{"late twice at the end, and not a third time", []said{
		{at: "15:01", what: sign(ana)}, {at: "15:31", what: sign(ana)},
		{at: "16:00", what: late(ana, 10*time.Minute)}, {at: "16:10", what: late(ana, 10*time.Minute)}, {at: "16:20", what: late(ana, 10*time.Minute)},
	}, "16:30", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:01 * signed by ana
15:01 ana: noted
15:31 * signed by ana
15:31 ana: noted
16:00 * postponed by ana, 10m0s
16:00 ana: moved-to 16:10
16:10 * postponed by ana, 10m0s
16:10 ana: moved-to 16:20
16:20 * signed by ana
16:20 ana: late-too-often
16:20 ana: prompt-end [done] [late]
16:25 ana: prompt-end-again [done] [late]
16:30 * missed: end, due 16:20
`, meeting.Running},
	{"late by more than an interval", []said{
		{at: "15:01", what: sign(ana)}, {at: "15:20", what: late(ana, 31*time.Minute)},
	}, "15:50", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:01 * signed by ana
15:01 ana: noted
15:20 * signed by ana
15:20 ana: late-too-long
15:50 ana: prompt [check-in] [late]
`, meeting.Running},
	{"late on the way home", []said{
		{at: "15:01", what: sign(ana)}, {at: "15:31", what: done(ana)}, {at: "16:00", what: sign(ana)}, {at: "16:30", what: sign(ana)}, {at: "17:00", what: late(ana, 0)}, {at: "17:15", what: home(ana)},
	}, "17:30", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:01 * signed by ana
15:01 ana: noted
15:31 * finished by ana
15:31 ana: noted tell-me-home
16:00 * signed by ana
16:00 ana: noted
16:30 * signed by ana
16:30 ana: noted
17:00 * postponed by ana, 15m0s
17:00 ana: moved-to 17:15
17:15 * home by ana
17:15 ana: good
`, meeting.Over},
	{"a coerced cancel leaves the way home watched", []said{
		{at: "15:01", what: sign(ana)}, {at: "15:40", what: cancel(ana)}, {at: "15:41", what: cancel(ana)},
	}, "16:20", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:01 * signed by ana
15:01 ana: noted
15:31 ana: prompt [check-in] [late]
15:36 ana: prompt-again [check-in] [late]
15:40 * finished by ana
15:40 ana: noted tell-me-home
15:41 * signed by ana
15:41 ana: noted
16:11 ana: prompt [check-in] [late]
16:16 ana: prompt-again [check-in] [late]
`, meeting.Homeward},
	{"called off in time", []said{{at: "14:30", what: cancel(ana)}}, "18:00", `
14:30 * called off by ana
14:30 ben: plan-off
14:30 ana: cancelled
`, meeting.Cancelled},
	{"Ben declines in time, and cannot once it runs", []said{
		{at: "14:30", what: answer(ben, meeting.Accepted)}, {at: "14:40", what: answer(ben, meeting.Declined)}, {at: "14:45", what: answer(ben, meeting.Accepted)},
		{at: "15:05", what: sign(ben)},
	}, "15:09", `
14:30 ana: companion-yes
14:30 ben: noted
14:40 * not along by ben
14:40 ana: companion-no plan-alone plan-every
14:40 ben: noted
14:45 ben: noted
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:05 ben: noted
15:05 ana: prompt-again [check-in] [late]
`, meeting.Running},
	{"to the backup place, and nobody comes", []said{
		{at: "15:01", what: sign(ana)}, {at: "15:10", what: move(ben)}, {at: "15:20", what: move(ana)}, {at: "15:40", what: noShow(ben)}, {at: "15:45", what: noShow(ana)}, {at: "15:50", what: noShow(ana)},
	}, "16:14", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:01 * signed by ana
15:01 ana: noted
15:10 * signed by ben
15:10 ben: noted
15:20 * moved by ana
15:20 ana: noted
15:40 * signed by ben
15:40 ben: noted
15:45 * finished by ana
15:45 ana: noted tell-me-home
15:50 * signed by ana
15:50 ana: noted
`, meeting.Homeward},
	{"the bot was away: what came in time is in time", []said{
		{at: "15:01", heard: "16:25", what: sign(ana)}, {at: "15:35", heard: "16:25", what: sign(ana)}, {at: "15:58", heard: "16:25", what: done(ana)},
	}, "16:27", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
16:25 * signed by ana, of 15:01
16:25 ana: noted
16:25 * signed by ana, of 15:35
16:25 ana: noted
16:25 * finished by ana, of 15:58
16:25 ana: noted tell-me-home
`, meeting.Homeward},
	{"the bot was away: what came too late is still a missed one", []said{
		{at: "15:01", what: sign(ana)}, {at: "15:20", heard: "15:55", what: away}, {at: "15:50", heard: "15:55", what: sign(ana)},
	}, "15:59", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:01 * signed by ana
15:01 ana: noted
15:55 * missed: sign, due 15:31, of 15:41
15:55 * signed by ana, of 15:50
15:55 ana: noted
`, meeting.Running},
	{"a sign in time that is read after the alert", []said{
		{at: "15:01", what: sign(ana)}, {at: "15:42", what: sign(zed)}, {at: "15:29", heard: "15:45", what: sign(ana)},
	}, "15:59", `
15:00 * began by ana
15:00 ana: prompt [check-in] [late]
15:01 * signed by ana
15:01 ana: noted
15:31 ana: prompt [check-in] [late]
15:36 ana: prompt-again [check-in] [late]
15:41 * missed: sign, due 15:31
15:42 zed: noted
15:45 * signed by ana, of 15:29
15:45 ana: noted
`, meeting.Running},
}
