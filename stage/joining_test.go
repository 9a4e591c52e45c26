package stage_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/simulator"
	"porchlight/stage"
)

func TestJoining(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	ana, carla := run.Person("Ana"), run.Person("Carla")
	emil := run.Stage.Simulator.Person("Emil")
	zed := run.Stage.Simulator.Person("Zed")

	token := invited(t, run, "Carla", "responder")
	from := run.Stage.Clock.Now()
	want(t, "Emil joins", after(t, run, emil, func() { emil.Start(token) }),
		"Welcome to Lantern. Your part: responder.\nYour times are those of UTC. If you live elsewhere, write it like Europe/Paris.")
	want(t, "Carla hears of it", shownTo(carla, from), "Emil joined Lantern. Their part: responder.")

	want(t, "an invite that was used, to a stranger", after(t, run, zed, func() { zed.Start(token) }), bland)
	want(t, "an invite that was used, to a member", after(t, run, ana, func() { ana.Start(token) }), linkGone)

	second := invited(t, run, "Carla", "responder")
	want(t, "a second part", after(t, run, ana, func() { ana.Start(second) }), "Your parts in Lantern now include: responder.")
	want(t, "the second part again", after(t, run, ana, func() { ana.Start(second) }), linkGone)

	want(t, "a worker invites", says(t, run, ana, "/invite worker"), "That is not open to you here. Ask whoever invited you.")
	late := invited(t, run, "Carla", "worker")
	pass(t, run, 48*time.Hour)
	want(t, "an invite two days later", after(t, run, zed, func() { zed.Start(late) }), bland)

	// A first name is somebody's own text: it becomes one short line.
	odd := run.Stage.Simulator.Person("Em\u202eil\n" + strings.Repeat("x", 80))
	from = run.Stage.Clock.Now()
	token = invited(t, run, "Carla", "worker")
	after(t, run, odd, func() { odd.Start(token) })
	told := shownTo(carla, from)
	if got, name := told[len(told)-1], "Emil"+strings.Repeat("x", 60); got != name+" joined Lantern. Their part: worker." {
		t.Errorf("Carla reads %q", got)
	}
}

func TestAStrangerLearnsNothing(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	zed := run.Stage.Simulator.Person("Zed")
	for _, text := range []string{
		"hi, what is this?", "/start", "/start x", "/start " + strings.Repeat("a", 64), "/status", "/now 45m Station", "/words duress " + duress,
		"/invite coordinator", "on it", "confirm", duress, strings.Repeat("long ", 800),
	} {
		want(t, text, says(t, run, zed, text), bland)
	}
	want(t, "a photo", after(t, run, zed, func() { mustSend(t, zed, simulator.Draft{Attachment: simulator.Photo, Caption: duress}) }), bland)
	want(t, "a press", after(t, run, zed, func() { zed.PressData(1, "tk..aaaaaaaaaaaaaaaaaaaaaaaa.0123456789") }))
	for _, name := range []string{"Carla", "Ana", "Dora"} {
		want(t, name+"'s phone", shownTo(run.Person(name), run.Scene.Start))
	}
}
