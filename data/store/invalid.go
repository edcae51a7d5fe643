package store

// Invalid is an error in a request. It says what was wrong and what to send instead, and is shown to the client.
type Invalid string

func (i Invalid) Error() string { return string(i) }
