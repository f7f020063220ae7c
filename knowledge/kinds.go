package knowledge

import (
	"slices"

	"naikkelas/enterprise"
)

// How people ask for what the programme files name: the name stands for %s.
var (
	documentAsk = enterprise.Asked{"id": {"%s", "apa itu %s", "cara mengurus %s", "syarat %s"}, "en": {"what is %s", "how to get %s"}}
	sendAsk     = enterprise.Asked{"id": {"kirim %s", "unggah %s"}, "jv": {"ngirim %s"}, "en": {"send my %s"}}
	serviceAsk  = enterprise.Asked{"id": {"minta %s", "butuh bantuan %s", "layanan %s"}, "jv": {"njaluk %s"}, "en": {"ask for %s", "i need help with %s"}}
	trainingAsk = enterprise.Asked{"id": {"pelatihan %s", "ikut pelatihan %s", "mau belajar %s"}, "jv": {"melok pelatihan %s"}, "en": {"training %s", "learn about %s"}}
)

// addKinds makes the kinds of document, service and training of the programme
// files findable, so that they are as current as the files. A document that
// some entry is about is known by that entry.
func (b *builder) addKinds(p *enterprise.Program) {
	for _, d := range p.Documents {
		if !slices.ContainsFunc(p.Entries, func(e enterprise.Entry) bool { return e.Document == d.Code }) {
			b.addNamed(unit{kind: Know, code: documentPrefix + d.Code}, documentAsk, d.Name, d.Short)
		}
		b.addPart(p, "documents", d.Code, sendAsk, d.Short)
	}
	for _, k := range p.City.Services.Kinds {
		b.addPart(p, "services", k.Code, serviceAsk, k.Name)
	}
	for _, k := range p.City.Trainings.Kinds {
		b.addPart(p, "trainings", k.Code, trainingAsk, k.Name)
	}
}

// addPart adds what an intent does for one kind; a programme without the
// intent has none.
func (b *builder) addPart(p *enterprise.Program, intent, part string, ask enterprise.Asked, name enterprise.Phrase) {
	i := slices.IndexFunc(p.Intents, func(in enterprise.Intent) bool { return in.Code == intent })
	if i >= 0 {
		b.addNamed(unit{kind: Do, code: intent, part: part, intent: &p.Intents[i]}, ask, name)
	}
}

// addNamed adds a unit by its names.
func (b *builder) addNamed(u unit, ask enterprise.Asked, names ...enterprise.Phrase) {
	all := enterprise.Asked{}
	for lang, ways := range ask {
		for _, name := range names {
			for _, way := range ways {
				all[lang] = append(all[lang], named(way, name.In(lang)))
			}
		}
	}
	b.add(u, all)
}
