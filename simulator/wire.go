package simulator

// The types of this file are the Bot API's objects, as far as they are sent.

type user struct {
	ID                      int64  `json:"id"`
	IsBot                   bool   `json:"is_bot"`
	FirstName               string `json:"first_name"`
	Username                string `json:"username,omitempty"`
	LanguageCode            string `json:"language_code,omitempty"`
	CanJoinGroups           *bool  `json:"can_join_groups,omitempty"`
	CanReadAllGroupMessages *bool  `json:"can_read_all_group_messages,omitempty"`
	SupportsInlineQueries   *bool  `json:"supports_inline_queries,omitempty"`
}

// asOthersSee is a user without what only getMe tells.
func (u user) asOthersSee() user {
	u.CanJoinGroups, u.CanReadAllGroupMessages, u.SupportsInlineQueries = nil, nil, nil
	return u
}

type chatObject struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	Username  string `json:"username,omitempty"`
}

type fullChatObject struct {
	chatObject
	AccentColorID     int             `json:"accent_color_id"`
	MaxReactionCount  int             `json:"max_reaction_count"`
	AcceptedGiftTypes map[string]bool `json:"accepted_gift_types"`
}

type messageObject struct {
	MessageID       int            `json:"message_id"`
	From            *user          `json:"from,omitempty"`
	Chat            chatObject     `json:"chat"`
	Date            int64          `json:"date"`
	EditDate        int64          `json:"edit_date,omitempty"`
	ForwardOrigin   *originObject  `json:"forward_origin,omitempty"`
	ReplyToMessage  *messageObject `json:"reply_to_message,omitempty"`
	Quote           *quoteObject   `json:"quote,omitempty"`
	Text            string         `json:"text,omitempty"`
	Entities        []Entity       `json:"entities,omitempty"`
	Caption         string         `json:"caption,omitempty"`
	CaptionEntities []Entity       `json:"caption_entities,omitempty"`
	Photo           []fileObject   `json:"photo,omitempty"`
	Voice           *fileObject    `json:"voice,omitempty"`
	Document        *fileObject    `json:"document,omitempty"`
	Location        *Location      `json:"location,omitempty"`
	ReplyMarkup     *markupObject  `json:"reply_markup,omitempty"`
}

type originObject struct {
	Type       string `json:"type"`
	Date       int64  `json:"date"`
	SenderUser user   `json:"sender_user"`
}

type quoteObject struct {
	Text     string `json:"text"`
	Position int    `json:"position"`
	IsManual bool   `json:"is_manual"`
}

type fileObject struct {
	FileID       string `json:"file_id"`
	FileUniqueID string `json:"file_unique_id"`
	Width        int    `json:"width,omitempty"`
	Height       int    `json:"height,omitempty"`
	Duration     int    `json:"duration,omitempty"`
}

type markupObject struct {
	InlineKeyboard [][]Button `json:"inline_keyboard"`
}

// inaccessibleMessage stands for a message that is gone; date 0 is how it is told.
type inaccessibleMessage struct {
	Chat      chatObject `json:"chat"`
	MessageID int        `json:"message_id"`
	Date      int        `json:"date"`
}

type callbackObject struct {
	ID           string `json:"id"`
	From         user   `json:"from"`
	Message      any    `json:"message"`
	ChatInstance string `json:"chat_instance"`
	Data         string `json:"data"`
}

type memberUpdate struct {
	Chat          chatObject   `json:"chat"`
	From          user         `json:"from"`
	Date          int64        `json:"date"`
	OldChatMember memberObject `json:"old_chat_member"`
	NewChatMember memberObject `json:"new_chat_member"`
}

type memberObject struct {
	User      user   `json:"user"`
	Status    string `json:"status"`
	UntilDate *int64 `json:"until_date,omitempty"` // of "kicked" alone, where 0 means for ever
}

type webhookInfo struct {
	URL                  string   `json:"url"`
	HasCustomCertificate bool     `json:"has_custom_certificate"`
	PendingUpdateCount   int      `json:"pending_update_count"`
	LastErrorDate        int64    `json:"last_error_date,omitempty"`
	LastErrorMessage     string   `json:"last_error_message,omitempty"`
	MaxConnections       int64    `json:"max_connections,omitempty"`
	AllowedUpdates       []string `json:"allowed_updates,omitempty"`
}
