package program

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
)

const (
	intentsName = "intents.yaml"
	wordsName   = "words.yaml"

	// maxAnswer keeps an answer with its cost, place and source on one screen.
	maxAnswer = 500
	// maxAsked is the length of one way to ask: owners write a line.
	maxAsked = 100
)

var (
	entryCode = regexp.MustCompile(`^[a-z0-9_]{1,30}$`)
	command   = regexp.MustCompile(`^/[a-z]+$`)
	askedIn   = []string{"id", "jv", "en"}
)

// checkKnowledge wants answers that say where they come from, and ways to ask
// that lead to one place only.
func (l *loader) checkKnowledge(p *enterprise.Program) {
	l.phrase(p.Caveat, maxHelp, enterprise.KnowledgeFile, "caveat")
	codes, asked := map[string]bool{}, map[string]string{}
	for i, e := range p.Entries {
		at := func(path ...any) []any { return append([]any{"entries", i}, path...) }
		l.entryCode(codes, e.Code, enterprise.KnowledgeFile, at("code")...)
		l.phrase(e.Answer, maxAnswer, enterprise.KnowledgeFile, at("answer")...)
		if e.Cost != nil {
			l.phrase(e.Cost, maxAdvice, enterprise.KnowledgeFile, at("cost")...)
		}
		l.asked(asked, "the answer "+e.Code, e.Ask, enterprise.KnowledgeFile, at("ask")...)
		l.checkSource(e, at)
		if l.own[enterprise.KnowledgeFile] { // ours may name what a city has not
			l.checkReferences(p, e, at)
		}
	}
	l.checkIntents(p.Intents, asked)
	l.checkWords(p.Words)
}

func (l *loader) entryCode(codes map[string]bool, code, file string, path ...any) {
	l.unique(codes, code, file, path...)
	if !entryCode.MatchString(code) {
		l.wrong(file, l.line(file, path...), "the code is not of small letters and digits", "code: halal_cost")
	}
}

// asked refuses what nobody could be found by, and one way to ask that stands
// in two places.
func (l *loader) asked(seen map[string]string, what string, ask enterprise.Asked, file string, path ...any) {
	for lang, ways := range ask {
		line := func() int { return l.line(file, append(path, lang)...) }
		if !slices.Contains(askedIn, lang) {
			l.wrong(file, line(), "there is no language "+strconv.Quote(lang), "id, jv or en")
		}
		for _, way := range ways {
			tidy := read.Tidy(way)
			if tidy == "" || utf8.RuneCountInString(way) > maxAsked {
				l.wrong(file, line(), "a way to ask is empty or longer than a line", "1 to 100 characters")
			}
			if other, ok := seen[tidy]; ok && other != what {
				l.wrong(file, line(), strconv.Quote(way)+" also leads to "+other, "each way to ask in one place")
			}
			seen[tidy] = what
		}
	}
	if len(ask["id"]) == 0 || len(ask["en"]) == 0 {
		l.wrong(file, l.line(file, path...), "nobody asks it in Indonesian, or in English", `ask: {id: ["biaya nib"], en: ["nib fee"]}`)
	}
}

func (l *loader) checkSource(e enterprise.Entry, at func(...any) []any) {
	if strings.TrimSpace(e.Source) == "" {
		l.wrong(enterprise.KnowledgeFile, l.line(enterprise.KnowledgeFile, at("source")...), "the answer has no source", `source: "PP 42/2024 pasal 160"`)
	}
	seen, err := time.Parse(time.DateOnly, e.Seen)
	review, err2 := time.Parse(time.DateOnly, e.Review)
	if err != nil || err2 != nil || !review.After(seen) {
		l.wrong(enterprise.KnowledgeFile, l.line(enterprise.KnowledgeFile, at("review")...), "the days on which the source was and will be looked at are missing, or not in order", `seen: "2026-11-30", review: "2027-05-31"`)
	}
}

func (l *loader) checkReferences(p *enterprise.Program, e enterprise.Entry, at func(...any) []any) {
	if e.Document != "" {
		l.document(p, e.Document, enterprise.KnowledgeFile, at("document")...)
	}
	if _, ok := p.City.Services.Kind(e.Service); e.Service != "" && !ok {
		l.wrong(enterprise.KnowledgeFile, l.line(enterprise.KnowledgeFile, at("service")...), "there is no service "+strconv.Quote(e.Service), "a code under services in city.yaml")
	}
	if _, ok := p.City.Trainings.Kind(e.Training); e.Training != "" && !ok {
		l.wrong(enterprise.KnowledgeFile, l.line(enterprise.KnowledgeFile, at("training")...), "there is no training "+strconv.Quote(e.Training), "a code under trainings in city.yaml")
	}
	for _, link := range e.Links {
		if _, ok := p.Links[link]; !ok {
			l.wrong(enterprise.KnowledgeFile, l.line(enterprise.KnowledgeFile, at("links")...), "there is no link "+strconv.Quote(link), "one of the keys under links in city.yaml")
		}
	}
}

// checkIntents wants each to be a command or a reply.
func (l *loader) checkIntents(intents []enterprise.Intent, asked map[string]string) {
	codes, shown := map[string]bool{}, map[string]bool{}
	for i, in := range intents {
		at := func(path ...any) []any { return append([]any{"intents", i}, path...) }
		l.entryCode(codes, in.Code, intentsName, at("code")...)
		l.asked(asked, "the intent "+in.Code, in.Ask, intentsName, at("ask")...)
		switch {
		case (in.Do == "") == (len(in.Reply) == 0):
			l.wrong(intentsName, l.line(intentsName, at()...), "it is neither something to do nor something to say, or both", "do: /omzet, or reply: {id: \"...\", en: \"...\"}")
		case in.Do == "":
			l.phrase(in.Reply, maxHelp, intentsName, at("reply")...)
		default:
			l.button(shown, in.Name, intentsName, at("name")...)
			if !command.MatchString(in.Do) {
				l.wrong(intentsName, l.line(intentsName, at("do")...), strconv.Quote(in.Do)+" is no command", "do: /omzet")
			}
		}
	}
}

// checkWords wants each way of writing to stand for one word.
func (l *loader) checkWords(w enterprise.Words) {
	stands := map[string]string{}
	for word, ways := range w.Words {
		line := func() int { return l.line(wordsName, "words", word) }
		for _, way := range ways {
			tidy := read.Tidy(way)
			if other, ok := stands[tidy]; ok && other != word || tidy == "" {
				l.wrong(wordsName, line(), strconv.Quote(way)+" is empty or also stands for "+strconv.Quote(other), "each way of writing under one word")
			}
			if _, ok := w.Words[tidy]; ok && tidy != word {
				l.wrong(wordsName, line(), strconv.Quote(way)+" stands for a word and is one that others stand for", "all ways of writing under one word")
			}
			stands[tidy] = word
		}
	}
	for i, row := range w.Ignore {
		for _, word := range row {
			if _, ok := stands[read.Tidy(word)]; ok {
				l.wrong(wordsName, l.line(wordsName, "ignore", i), strconv.Quote(word)+" is ignored and stands for another word", "one of the two")
			}
		}
	}
}
