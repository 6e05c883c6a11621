package api

import (
	"fmt"
	"strings"

	"opencec/tools/base/openapi"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// describeField describes a component, or one of its properties. The JSON Schemas describe
// the fields that records are stored with. The texts here are of what only a view or an
// answer has, such as a status or the name of a manufacturer.
func describeField(component, property string) openapi.Description {
	key := component
	if property != "" {
		key += "." + property
	}
	if text, ok := fieldTexts[key]; ok {
		return viewText(text)
	}
	if k, ok := register.KindOf(strings.ReplaceAll(property, "_", "-")); ok && component == "Counts" {
		return viewText("How many " + k.Plural() + ".")
	}
	if stored, ok := describeStored(component, property); ok {
		return stored
	}
	if same, ok := sameFields[component]; ok && property != "" {
		return describeField(same, property)
	}
	return viewText(commonTexts[property])
}

func viewText(text string) openapi.Description {
	text, present := strings.CutPrefix(text, neverNull)
	return openapi.Description{Text: text, Present: present}
}

// sameFields are components that repeat fields of another one.
var sameFields = map[string]string{
	"CheckStanding": "Listing", "CheckMatch": "Listing", "CheckNearMiss": "Listing", "OriginalListing": "Listing",
	"CheckCertificate": "Certificate",
}

// neverNull marks the texts of properties that always have a value.
const neverNull = "never null: "

// commonTexts are of properties that mean the same wherever they are.
var commonTexts = map[string]string{
	"id":           "The record's id. It never changes its meaning and is never used again.",
	"manufacturer": "The manufacturer's name.",
	"listed":       "Whether it is listed on the day.",
	"certified":    "Whether a certificate that covers it is current on the day.",
	"status":       "Its status on the day.",
	"until":        "The last day on which it is listed; null when it is not, and when no end is known.",
	"created_at":   "When the record was added.",
	"updated_at":   "When the record last changed.",
	"commit":       "The newest commit that changed the record.",
	"links":        "Where else the record is.",
	"on":           neverNull + "The day that whatever depends on the day holds for.",
	"version":      "The version of the register.",
	"data_date":    "The date of the newest official list that the register follows; null where it follows none.",
	"as_of":        "When that version was made: the time of its commit.",
	"revision":     "The revision that the parameter `as_of` stands for; null where it was not given.",
}

// fieldTexts describe components, and properties that mean something of their own in a
// component.
var fieldTexts = map[string]string{
	"Listing.status":        "Whether it is listed on the day: active, or why not. The first that holds of delisted, withdrawn, suspended (inside a period and a suspension), active (inside a period), upcoming (before the first period), expired. A suspension without an end stops when its period does.",
	"Listing.on":            "The day for which `status`, `certified`, `listed_until` and the values in `device_classes` hold.",
	"Listing.listed_until":  "The last day of the unbroken run of active days; null when it is not active, or has no end.",
	"Listing.certificates":  "The ids of the certificates that cover it, whatever their status.",
	"Listing.test_profiles": "The ids of the test profiles that those certificates name.",
	"Listing.clients":       "Of a device: the ids of the listings of clients that speak for it.",

	"Links":         "Other forms of a record.",
	"Links.self":    "Its path in the API.",
	"Links.html":    "The address of its page.",
	"Links.history": "The path in the API of what changed it.",

	"Certificate.certifying_body": "The name of who issued it.",
	"Certificate.on":              "The day for which `status` holds.",
	"Certificate.status":          "Whether it is current on the day, or why not.",

	"Party":              "A manufacturer or a certifying body.",
	"Party.listings":     "How many listings it has made, or certified.",
	"Party.certificates": "How many certificates cover its listings, or were issued by it.",

	"Verdict":          "The answer about a listing on a day, in words that can be shown as they are.",
	"Verdict.code":     "Which verdict it is, for programs. More may be added.",
	"Verdict.tone":     "How it may be shown: only `good` with a green tick, `warning` says to look at the official list first.",
	"Verdict.headline": "What the record means, in a sentence or two.",
	"Verdict.advice":   "What to do next; empty where nothing needs to be done.",
	"Verdict.data":     "How old the facts are; null for a listing that comes from no official list.",

	"DataAge":          "How old facts are.",
	"DataAge.date":     neverNull + "The date of the official list that they are from.",
	"DataAge.age_days": "How many days lie between that date and the day that is asked about; 0 where the list is the newer.",
	"DataAge.stale":    "Whether that is more than the register allows: see `stale_after`.",
	"DataAge.website":  "The address at which the official list is found.",

	"NewestData":          "How old the register's data is: the newest of the official lists that it follows.",
	"NewestData.date":     neverNull + "The date of the newest edition that was imported.",
	"NewestData.age_days": "How many days old it is.",
	"NewestData.stale":    "Whether that is more than the register allows: see `stale_after`.",
	"NewestData.website":  "The address at which the official list is found.",
	"NewestData.list":     "The id of the list.",

	"About":         "What is served.",
	"About.commit":  "The commit that the version is of.",
	"About.counts":  "How many records of each kind there are.",
	"About.data":    "How old the data is; null where the register follows no official list.",
	"About.links":   "Where things are, by name.",
	"About.history": "Which revisions are known, to be asked for with `as_of` and `since`; null where the register is served without its history.",

	"About.notices": "What whoever relies on the version that is served should know; empty when all is well.",

	"About.copy": "Of which day the copy of the register is that is served, whatever `as_of` asks for; null where that is not known.",

	"About.program": "The program that answers.",

	"Program":         "From where a program is built. What is not known is empty.",
	"Program.version": "Its version, such as `v1.2.0`; `(devel)` where that is not known.",
	"Program.commit":  "The commit that it is built of, with `+dirty` where files had changed since.",
	"Program.time":    "The time of that commit, by RFC 3339.",
	"Program.go":      "The version of Go that compiled it.",

	"Copy":          "Of which day a copy of the register is.",
	"Copy.on":       neverNull + "The day that it was published for; of a database, on which it was last loaded.",
	"Copy.serial":   "A number that only rises, as the manifest and its signed note have it; null where it has none.",
	"Copy.age_days": "How many days ago that is.",
	"Copy.stale":    "Whether that is more than the register allows: see `max_copy_age`.",

	"Notice":        "Something that whoever relies on the version that is served should know.",
	"Notice.code":   "A stable word for programs: `keys-not-updated` (the keys cannot be read, so that one that is revoked now still works), `last-good-copy` (the server has started from its own copy of the register, as the published one cannot be read), `not-updated` (what is published is not what is served, as the server cannot take it up), `older-version` (the operator has gone back to an older version knowingly), `stale-copy` (the copy is older than `max_copy_age` allows). Later versions may add codes.",
	"Notice.since":  neverNull + "Since when it holds.",
	"Notice.detail": "What it is, in a sentence.",

	"Readiness":         "That the service is ready.",
	"Readiness.status":  "Always `ready`.",
	"Readiness.notices": "What whoever relies on the version that is served should know; empty when all is well.",

	"History":           "The revisions that are known.",
	"History.revisions": "How many there are.",
	"History.first":     "The oldest; of older commits, nothing is known.",
	"History.newest":    "The newest.",

	"Counts":       "How many records of each kind there are.",
	"Counts.lists": "How many official lists.",

	"ListMeta":        "Of what the list is.",
	"ListMeta.commit": "The commit that the version is of.",
	"ListMeta.total":  "How many records there are on all pages.",
	"ListMeta.facets": "By field, how many records there are with each of its values; present when asked for. The filters on the field itself do not count, so that these are the numbers of another choice.",

	"Revision":        "A state that the register had: a commit that changed it.",
	"Revision.seq":    "Its number, counted from the oldest, which is 1.",
	"Revision.commit": "Its commit; null for changes that are not committed.",
	"Revision.time":   neverNull + "When it was made: never earlier than the revision before.",

	"ChangeListMeta":          "Of what the changes are.",
	"ChangeListMeta.commit":   "The commit that the version is of.",
	"ChangeListMeta.since":    "The revision after which they are; null for the time before the first.",
	"ChangeListMeta.revision": "The revision up to which they are, from which to go on with `since`; null where there is none.",
	"ChangeListMeta.total":    "How many changes there are on all pages.",

	"Change":            "What a revision changed in one record, or in the settings.",
	"Change.seq":        "The number of the revision that made it.",
	"Change.commit":     "The revision's commit; null for changes that are not committed.",
	"Change.time":       neverNull + "The revision's time.",
	"Change.author":     "Who made the revision: a name.",
	"Change.summary":    "The first line of what they wrote on it.",
	"Change.kind":       "The kind of the record, as in paths; settings for those of the register.",
	"Change.id":         "The record's id since; of a record that is gone, the one before. null for the settings.",
	"Change.former_id":  "The id before, of a record that was renamed.",
	"Change.moved_to":   "The id of the record that this one became part of.",
	"Change.what":       "Words for what happened.",
	"Change.fields":     "The fields that differ; empty for a record that is new or gone.",
	"Change.standing":   "What holds for a listing or a certificate on the day of the revision, before and after; null for other kinds.",
	"Change.effects":    "Of a certificate: what the change did to listings.",
	"Change.unreadable": "Why the record's file cannot be read since; null when it can.",
	"Change.record":     "The whole record since, in its stored form; null when it is gone.",

	"ChangedField":        "A field that differs.",
	"ChangedField.path":   "Which field it is, such as periods[1].to.",
	"ChangedField.before": "What it was; null where it was absent.",
	"ChangedField.after":  "What it is; null where it is absent.",

	"ChangeStanding":        "What holds for a record on a day, before and after its change.",
	"ChangeStanding.before": "What held before; null when there was no record.",
	"ChangeStanding.after":  "What holds since; null when there is none.",
	"ChangeStanding.past":   "What the change says anew of earlier days.",

	"ChangeStanding.past_values":   "The attribute values that the change says anew of earlier days, of a listing with values of single periods; absent where there are none.",
	"ChangePastValue":              "A run of days on which an attribute has another value since the change, both included.",
	"ChangePastValue.from":         neverNull + "The first day.",
	"ChangePastValue.to":           neverNull + "The last day.",
	"ChangePastValue.device_class": "The device class.",
	"ChangePastValue.attribute":    "The attribute.",
	"ChangePastValue.before":       "The value that it had on these days; null where it was not known.",
	"ChangePastValue.after":        "The value that it has; null where it is not known.",

	"ChangeState":           "What holds for a record on a day.",
	"ChangeState.certified": "Whether a certificate that covers it is current; null for certificates.",

	"ChangePast":        "A run of days that have another status since the change, both included.",
	"ChangePast.from":   neverNull + "The first day.",
	"ChangePast.to":     neverNull + "The last day.",
	"ChangePast.before": "The status that these days had.",
	"ChangePast.after":  "The status that they have.",

	"ChangeEffect":           "What the change of a certificate did to one listing.",
	"ChangeEffect.id":        "The listing's id, after the change.",
	"ChangeEffect.what":      "Whether the certificate covers it anew, or no longer; empty when it is covered as before.",
	"ChangeEffect.certified": "Whether it was and is certified on the day.",

	"Certified":        "Whether a listing was certified on the day, and is.",
	"Certified.before": "Before the change.",
	"Certified.after":  "After it.",

	"FacetCount":       "How many records have a value.",
	"FacetCount.value": "The value, to be asked for with the field's name; null for records without one.",
	"FacetCount.name":  "The value for people.",
	"FacetCount.count": "How many.",

	"Check":      "What holds for each item of a check.",
	"Check.data": "The answers, in the order of the items.",
	"Check.meta": "Of what this is the answer.",

	"CheckMeta":        "Of what a check is the answer.",
	"CheckMeta.commit": "The commit that the version is of.",
	"CheckMeta.total":  "How many items there were.",

	"CheckItem":                  "A product as somebody names it: by its id alone, or by its model, with its manufacturer or brand where they are known.",
	"CheckItem.id":               "The id of a listing.",
	"CheckItem.manufacturer":     "The manufacturer: its name, or how people write it.",
	"CheckItem.brand":            "The brand under which it is sold.",
	"CheckItem.model":            "The model, as a person writes it.",
	"CheckItem.device_class":     "A device class that its listing has, by id or name: picks one of the listings of a product, such as the battery or the inverter. Not for an id.",
	"CheckItem.software_version": "The version of its software, where that matters.",

	"CheckAnswer":             "What holds for an item on the day.",
	"CheckAnswer.item":        "The item, as it was sent.",
	"CheckAnswer.match":       "exact: one product is meant; none: no product has such a name; ambiguous: several have.",
	"CheckAnswer.matched_by":  "What the match rests on, from strict to lenient; null without one.",
	"CheckAnswer.listed":      "Whether it is listed on the day: true only when every match is.",
	"CheckAnswer.certified":   "Whether it is certified on the day: true only when every match is.",
	"CheckAnswer.status":      "The matches' status; null without a match, and when they differ in it.",
	"CheckAnswer.until":       "The last day on which it is listed; null when it is not, and when no end is known.",
	"CheckAnswer.why":         "Why it is not listed, or not matched.",
	"CheckAnswer.verdict":     "What that means: the verdict of the match whose tone is the gravest; null without a match.",
	"CheckAnswer.matches":     "The listings of the product.",
	"CheckAnswer.candidates":  "How many products have the name, where the match is ambiguous; null otherwise.",
	"CheckAnswer.near_misses": fmt.Sprintf("Listings that may have been meant, best first. Where the match is ambiguous: one of each product that has the name, up to %d of them.", match.MaxCandidates),

	"CheckMatch":                   "A listing that the item was found to be.",
	"CheckMatch.device_classes":    "The ids of its device classes.",
	"CheckMatch.unmatched":         "Words of the manufacturer's recorded name that the item leaves out, where it gives only the beginning of it; empty where the whole name, an alias, an id or a brand is given.",
	"CheckMatch.software":          "The versions of its software that are listed, as a constraint.",
	"CheckMatch.software_covered":  "Whether the item's version is among them; null when that cannot be told.",
	"CheckMatch.why":               "Why it is not listed: the headline of the verdict.",
	"CheckMatch.verdict":           "What the listing means on the day, for the version of the software where one is given.",
	"CheckMatch.why_not_certified": "Why it is not certified.",
	"CheckMatch.certificates":      "The certificates that cover it and are current on the day.",
	"CheckMatch.clients":           "Of a device: the clients that speak for it.",
	"CheckMatch.devices":           "Of a client: the devices that it speaks for.",

	"CheckStanding": "A listing in short, with what holds for it on the day.",

	"CheckCertificate": "A certificate that is current on the day.",

	"CheckPairs":       "The listings at the other end of the pair of client and device.",
	"CheckPairs.total": "How many there are.",
	"CheckPairs.first": "The first of them.",
	"CheckPairs.all":   "Where all of them are; null when the first are all.",

	"CheckNearMiss":           "A listing that the item may have meant.",
	"CheckNearMiss.score":     "How similar it is, from 0 to 1.",
	"CheckNearMiss.why":       "What is different.",
	"CheckNearMiss.unmatched": "Words that only the longer of the manufacturer's names has, as given and as recorded, where one is the beginning of the other.",

	"ListLinks":      "Where the list goes on.",
	"ListLinks.self": "The same list, with the day in it, so that it asks the same tomorrow.",
	"ListLinks.next": "The next page; null on the last.",

	"ServiceStatus":        "Whether the service is up.",
	"ServiceStatus.status": "ok.",
	"ServiceStatus.title":  "The register's name.",
	"ServiceStatus.links":  "Where to go on.",
	"Health":               "Whether the service lives.",
	"Health.status":        "ok, or ready.",

	"OriginalListing":                "A listing in the predecessor's shape.",
	"OriginalListing.entity_type_id": "What it is: 1 a client, 2 a server, 3 a device; others have numbers from 2^30 on.",
	"OriginalListing.status":         "Its status today, in the predecessor's words.",
	"OriginalListing.id":             "Its number, which stays the same.",
	"OriginalListing.created_at":     "When it came into the register, in UTC, which is not written.",
	"OriginalListing.updated_at":     "When it was last changed, in UTC, which is not written.",

	"OriginalState":                 "That the service is up, in the predecessor's form.",
	"OriginalState.API Status":      "`UP`.",
	"OriginalState.Database Status": "`UP`.",

	"OriginalError":          "An error in the predecessor's form.",
	"OriginalError.detail":   "What is wrong.",
	"OriginalInvalid":        "What is wrong with an id, in the predecessor's form.",
	"OriginalInvalid.detail": "One problem.",
	"OriginalProblem":        "What is wrong with a parameter.",
	"OriginalProblem.type":   "A stable word for programs.",
	"OriginalProblem.loc":    "Where it is: `query` and the name of the parameter.",
	"OriginalProblem.msg":    "What would be right.",
	"OriginalProblem.input":  "What was given.",

	"Problem":            "Why a request was not answered (RFC 9457).",
	"Problem.type":       "A name of the sort of problem. Its last part is a stable word for programs.",
	"Problem.title":      "What the status means.",
	"Problem.status":     "The HTTP status.",
	"Problem.detail":     "What is wrong, for people.",
	"Problem.instance":   "The path that was asked for.",
	"Problem.request_id": "Names the request: give it when you ask about the problem.",
	"Problem.suggestion": "The path that was probably meant.",
	"Problem.problems":   "Each thing that is wrong with the query.",

	"QueryProblem":            "One thing that is wrong with a query.",
	"QueryProblem.parameter":  "The parameter; absent for the query as a whole.",
	"QueryProblem.code":       "A stable word for programs.",
	"QueryProblem.message":    "What is wrong, for people.",
	"QueryProblem.suggestion": "The word that was probably meant.",
	"QueryProblem.allowed":    "All that would be right, when they are few.",
}
