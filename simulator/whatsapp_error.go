package simulator

import (
	"cmp"
	"fmt"
	"net/http"
)

// graphError is a refusal in Meta's words.
type graphError struct {
	status  int
	code    int
	subcode int
	kind    string // "OAuthException" unless told otherwise
	text    string // the message; made from the code's title if empty
	details string
}

func (e *graphError) Error() string { return fmt.Sprintf("%s: %s", e.message(), e.details) }

func (e *graphError) message() string {
	if e.text != "" {
		return e.text
	}
	return fmt.Sprintf("(#%d) %s", e.code, codes[e.code].title)
}

// codes are the titles of Meta's codes, and the HTTP status that came with
// each while that was documented
// (developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes).
var codes = map[int]struct {
	status int
	title  string
}{
	1:      {500, "API Unknown"},
	2:      {503, "API Service"},
	4:      {429, "API Too Many Calls"},
	10:     {403, "Permission Denied"},
	33:     {400, "Parameter value is not valid"},
	100:    {400, "Invalid parameter"},
	190:    {401, "Access token has expired"},
	368:    {403, "Temporarily blocked for policies violations"},
	80007:  {429, "Rate limit issues"},
	130403: {403, "User blocked by the business"},
	130429: {429, "Rate limit hit"},
	130472: {400, "User's number is part of an experiment"},
	130497: {403, "Business account is restricted from messaging users in this country"},
	131000: {500, "Something went wrong"},
	131005: {403, "Access denied"},
	131008: {400, "Required parameter is missing"},
	131009: {400, "Parameter value is not valid"},
	131016: {503, "Service unavailable"},
	131021: {400, "Recipient cannot be sender"},
	131026: {400, "Message undeliverable"},
	131031: {403, "Account has been locked"},
	131037: {400, "WhatsApp provided number needs display name approval before message can be sent"},
	131042: {402, "Business eligibility payment issue"},
	131045: {400, "Incorrect certificate"},
	131047: {400, "Re-engagement message"},
	131048: {429, "Spam rate limit hit"},
	131049: {400, "This message was not delivered to maintain healthy ecosystem engagement"},
	131050: {400, "User has opted out of marketing messages from your business"},
	131051: {400, "Unsupported message type"},
	131052: {400, "Media download error"},
	131053: {400, "Media upload error"},
	131056: {429, "(Business Account, Consumer Account) pair rate limit hit"},
	131057: {503, "Account in maintenance mode"},
	131062: {400, "Business-scoped user IDs are not supported for this message"},
	131064: {429, "Messaging limited after misclassified templates"},
	132000: {400, "Number of parameters does not match the expected number of params"},
	132001: {404, "Template name does not exist in the translation"},
	132005: {400, "Template hydrated text too long"},
	132007: {400, "Template format character policy violated"},
	132012: {400, "Parameter format does not match format in the created template"},
	132015: {400, "Template is paused"},
	132016: {400, "Template is disabled"},
	132018: {400, "Template parameter has characters that are not allowed"},
	132068: {400, "Flow is in blocked state"},
	132069: {400, "Flow is in throttled state"},
	133010: {400, "Phone number not registered"},
}

var errToken = &graphError{status: http.StatusUnauthorized, code: 190, text: "Invalid OAuth access token - Cannot parse access token"}

func noSuchObject(verb, id string) error {
	verb = map[string]string{http.MethodPost: "post", http.MethodGet: "get", http.MethodDelete: "delete"}[verb]
	return &graphError{status: http.StatusBadRequest, code: 100, subcode: 33, kind: "GraphMethodException",
		text: fmt.Sprintf("Unsupported %s request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation", verb, id)}
}

// coded is a refusal by its code alone.
func coded(code int, format string, args ...any) *graphError {
	return &graphError{code: code, details: fmt.Sprintf(format, args...)}
}

// invalid is Graph's own refusal of a parameter.
func invalid(format string, args ...any) *graphError {
	return &graphError{code: 100, text: "(#100) " + fmt.Sprintf(format, args...)}
}

// answer writes a result or an error as Graph does.
func (w *WhatsApp) answer(out http.ResponseWriter, result any, err error) {
	out.Header().Set("Content-Type", "application/json; charset=UTF-8")
	out.Header().Set("Facebook-Api-Version", "v25.0")
	if err == nil {
		writeJSON(out, result)
		return
	}
	e, ok := err.(*graphError)
	if !ok {
		e = coded(131000, "%s", err)
	}
	w.mu.Lock()
	w.stats.Refused[e.code]++
	w.next++
	trace := fmt.Sprintf("A%014dZ", w.next)
	w.mu.Unlock()
	body := map[string]any{"message": e.message(), "type": cmp.Or(e.kind, "OAuthException"), "code": e.code, "fbtrace_id": trace}
	if e.subcode != 0 {
		body["error_subcode"] = e.subcode
	}
	if e.details != "" {
		body["error_data"] = map[string]string{"messaging_product": "whatsapp", "details": e.details}
	}
	out.WriteHeader(cmp.Or(e.status, codes[e.code].status, http.StatusBadRequest))
	writeJSON(out, map[string]any{"error": body})
}

// wire is an error as a webhook shows it.
func (e *graphError) wire() map[string]any {
	return map[string]any{
		"code": e.code, "title": codes[e.code].title, "message": codes[e.code].title,
		"error_data": map[string]string{"details": cmp.Or(e.details, codes[e.code].title+".")},
		"href":       "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes/",
	}
}
