package team

// Channel is a way by which somebody can be reached.
type Channel string

// The channels.
const (
	Telegram Channel = "telegram"
	Email    Channel = "email"
	Ntfy     Channel = "ntfy"
	Gateway  Channel = "webhook" // the alert webhook, for SMS and voice gateways
)

// Channels in the order in which they are turned to.
var Channels = []Channel{Telegram, Email, Ntfy, Gateway}

// Contact is somebody outside the team who is told when nobody in it can be reached, or
// when a step of the ladder says so. They have no buttons and no part in an alert.
type Contact struct {
	Name  string `json:"name"`
	Email string `json:"email,omitempty"`
	Topic string `json:"topic,omitempty"` // of ntfy
}
