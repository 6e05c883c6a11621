package api

import (
	"fmt"
	"strings"

	"opencec/tools/base/openapi"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// describeField describes a component, or one of its properties. The JSON Schemas describe
// the stored fields of records. The texts here are for fields that only a view or an answer
// has, such as a status or the name of a manufacturer.
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

// sameFields has components that repeat fields of another one.
var sameFields = map[string]string{
	"CheckStanding": "Listing", "CheckMatch": "Listing", "CheckNearMiss": "Listing", "OriginalListing": "Listing",
	"CheckCertificate": "Certificate",
}

// neverNull begins the texts of properties that always have a value.
const neverNull = "never null: "

// commonTexts describe properties that mean the same in all components.
var commonTexts = map[string]string{
	"id":           "The record's id. It never changes its meaning and is never used again.",
	"manufacturer": "The manufacturer's name.",
	"listed":       "Whether it is listed on the day.",
	"certified":    "Whether a certificate that covers it is current on the day.",
	"status":       "Its status on the day.",
	"until":        "The last day on which it is listed; null when it is not listed, or when no end is known.",
	"created_at":   "When the record was added.",
	"updated_at":   "When the record last changed.",
	"commit":       "The newest commit that changed the record.",
	"links":        "Other forms of the record.",
	"on":           neverNull + "The day for which values that depend on the day hold.",
	"version":      "The version of the register.",
	"data_date":    "The date of the newest official list that the register follows; null when it follows none.",
	"as_of":        "When that version was made: the time of its commit.",
	"revision":     "The revision that the parameter `as_of` selects; null when it was not given.",
}

// fieldTexts describe components, and properties with a special meaning in a component.
var fieldTexts = map[string]string{
	"Listing.status":        "Whether it is listed on the day: active, or why not. It is the first of these that holds: delisted, withdrawn, suspended (inside a period and a suspension), active (inside a period), upcoming (before the first period), expired. A suspension without an end stops when its period does.",
	"Listing.on":            "The day for which `status`, `certified`, `listed_until` and the values in `device_classes` hold.",
	"Listing.listed_until":  "The last day of the unbroken run of active days; null when the listing is not active, or has no end.",
	"Listing.certificates":  "The ids of the certificates that cover it, whatever their status.",
	"Listing.test_profiles": "The ids of the test profiles that those certificates name.",
	"Listing.clients":       "Of a device: the ids of the listings of clients that represent it.",

	"Links":         "Other forms of a record.",
	"Links.self":    "Its path in the API.",
	"Links.html":    "The address of its page.",
	"Links.history": "The path in the API of its changes.",

	"Certificate.certifying_body": "The name of the body that issued it.",
	"Certificate.on":              "The day for which `status` holds.",
	"Certificate.status":          "Whether it is current on the day, or why not.",

	"Party":              "A manufacturer or a certifying body.",
	"Party.listings":     "How many listings it has made, or certified.",
	"Party.certificates": "How many certificates cover its listings, or were issued by it.",

	"Verdict":          "The answer about a listing on a day, in words to show as they are.",
	"Verdict.code":     "The verdict for programs. Later versions may add codes.",
	"Verdict.tone":     "How to show it: only `good` may have a green tick; `warning` means that people should look at the official list first.",
	"Verdict.headline": "What the record means, in a sentence or two.",
	"Verdict.advice":   "What to do next; empty when nothing needs to be done.",
	"Verdict.data":     "How old the facts are; null for a listing that comes from no official list.",

	"DataAge":          "How old facts are.",
	"DataAge.date":     neverNull + "The date of the official list that they come from.",
	"DataAge.age_days": "The number of days from that date to the day of the question; 0 when the list is newer.",
	"DataAge.stale":    "Whether that is more than the register allows: see `stale_after`.",
	"DataAge.website":  "The address of the official list.",

	"NewestData":          "The newest official list that the register follows, and how old it is.",
	"NewestData.date":     neverNull + "The date of the newest edition that was imported.",
	"NewestData.age_days": "Its age in days.",
	"NewestData.stale":    "Whether that is more than the register allows: see `stale_after`.",
	"NewestData.website":  "The address of the official list.",
	"NewestData.list":     "The id of the list.",

	"About":         "What is served.",
	"About.commit":  "The commit of the version.",
	"About.counts":  "The number of records of each kind.",
	"About.data":    "How old the data is; null when the register follows no official list.",
	"About.links":   "Paths and addresses, by name.",
	"About.history": "The known revisions, for `as_of` and `since`; null when the register is served without its history.",

	"About.notices": "What users of the served version should know; empty when all is well.",

	"About.copy": "The day of the served copy of the register, whatever `as_of` selects; null when it is unknown.",

	"About.program": "The program that answers.",

	"Program":         "How a program was built. Unknown values are empty.",
	"Program.version": "Its version, such as `v1.2.0`; `(devel)` when it is unknown.",
	"Program.commit":  "The commit that it was built from, with `+dirty` when files had changed since.",
	"Program.time":    "The time of that commit, by RFC 3339.",
	"Program.go":      "The version of Go that compiled it.",

	"Copy":          "The day of a copy of the register.",
	"Copy.on":       neverNull + "The day for which it was published; for a database, the day on which it was last loaded.",
	"Copy.serial":   "A number that only rises, as in the manifest and its signed note; null when there is none.",
	"Copy.age_days": "How many days ago that day is.",
	"Copy.stale":    "Whether that is more than the register allows: see `max_copy_age`.",

	"Notice":        "Something that users of the served version should know.",
	"Notice.code":   "A stable word for programs: `keys-not-updated` (the keys cannot be read, so a key that is revoked now still works), `last-good-copy` (the server started from its own copy of the register, because the published one cannot be read), `not-updated` (the server cannot read what is published, and serves what it has, which may be older), `older-version` (the operator has deliberately gone back to an older version), `stale-copy` (the copy is older than `max_copy_age` allows). Later versions may add codes.",
	"Notice.since":  neverNull + "When it began.",
	"Notice.detail": "A sentence about it.",

	"Readiness":         "That the service is ready.",
	"Readiness.status":  "Always `ready`.",
	"Readiness.notices": "What users of the served version should know; empty when all is well.",

	"History":           "The known revisions.",
	"History.revisions": "Their number.",
	"History.first":     "The oldest; nothing is known about older commits.",
	"History.newest":    "The newest.",

	"Counts":       "The number of records of each kind.",
	"Counts.lists": "How many official lists.",

	"ListMeta":        "The version, day and size of the list.",
	"ListMeta.commit": "The commit of the version.",
	"ListMeta.total":  "The number of records on all pages.",
	"ListMeta.facets": "By field, the number of records with each of its values; present when asked for. Filters on the field itself are ignored, so that the numbers show what another choice would give.",

	"Revision":        "A state that the register had: a commit that changed it.",
	"Revision.seq":    "Its number, counted from the oldest, which is 1.",
	"Revision.commit": "Its commit; null for changes that are not committed.",
	"Revision.time":   neverNull + "When it was made: never earlier than the previous revision.",

	"ChangeListMeta":          "The version, range and number of the changes.",
	"ChangeListMeta.commit":   "The commit of the version.",
	"ChangeListMeta.since":    "The revision after which they begin; null for the time before the first.",
	"ChangeListMeta.revision": "The last revision that they include, from which `since` continues; null when there is none.",
	"ChangeListMeta.total":    "The number of changes on all pages.",

	"Change":            "What a revision changed in one record, or in the settings.",
	"Change.seq":        "The number of the revision that made it.",
	"Change.commit":     "The revision's commit; null for changes that are not committed.",
	"Change.time":       neverNull + "The revision's time.",
	"Change.author":     "Who made the revision: a name.",
	"Change.summary":    "The first line of the message of its commit.",
	"Change.kind":       "The kind of the record, as in paths; settings for the register's settings.",
	"Change.id":         "The record's id after the change; for a removed record, the one before. null for the settings.",
	"Change.former_id":  "The previous id of a renamed record.",
	"Change.moved_to":   "The id of the record with which this one was merged.",
	"Change.what":       "Event types: what happened.",
	"Change.fields":     "The fields that differ; empty for a new or removed record.",
	"Change.standing":   "The state of a listing or a certificate on the day of the revision, before and after the change; null for other kinds.",
	"Change.effects":    "For a certificate: the effects on listings.",
	"Change.unreadable": "Why the record's file can no longer be read; null when it can.",
	"Change.record":     "The whole record after the change, in its stored form; null when it was removed.",

	"ChangedField":        "A field that differs.",
	"ChangedField.path":   "The path of the field, such as periods[1].to.",
	"ChangedField.before": "The value before the change; null when it was absent.",
	"ChangedField.after":  "The value after the change; null when it is absent.",

	"ChangeStanding":        "The state of a record on a day, before and after its change.",
	"ChangeStanding.before": "The state before; null when there was no record.",
	"ChangeStanding.after":  "The state after; null when there is no record.",
	"ChangeStanding.past":   "Earlier days that have another status since the change.",

	"ChangeStanding.past_values":   "Earlier days on which attributes have other values since the change, for a listing with values of single periods; absent when there are none.",
	"ChangePastValue":              "A run of days on which an attribute has another value since the change, both included.",
	"ChangePastValue.from":         neverNull + "The first day.",
	"ChangePastValue.to":           neverNull + "The last day.",
	"ChangePastValue.device_class": "The device class.",
	"ChangePastValue.attribute":    "The attribute.",
	"ChangePastValue.before":       "The value that it had on these days; null when it was unknown.",
	"ChangePastValue.after":        "The value that it has; null when it is unknown.",

	"ChangeState":           "The state of a record on a day.",
	"ChangeState.certified": "Whether a certificate that covers it is current; null for certificates.",

	"ChangePast":        "A run of days that have another status since the change, both included.",
	"ChangePast.from":   neverNull + "The first day.",
	"ChangePast.to":     neverNull + "The last day.",
	"ChangePast.before": "The status that these days had.",
	"ChangePast.after":  "The status that they have.",

	"ChangeEffect":           "The effect of a changed certificate on one listing.",
	"ChangeEffect.id":        "The listing's id, after the change.",
	"ChangeEffect.what":      "Whether the certificate was added to the listing or removed from it; empty when it covers the listing as before.",
	"ChangeEffect.certified": "Whether the listing is certified on the day, before and after.",

	"Certified":        "Whether a listing is certified on the day, before and after the change.",
	"Certified.before": "Before the change.",
	"Certified.after":  "After it.",

	"FacetCount":       "The number of records with a value.",
	"FacetCount.value": "The value, as a filter on the field takes it; null for records without one.",
	"FacetCount.name":  "The value's name for people.",
	"FacetCount.count": "The number of records.",

	"Check":      "The answers of a check.",
	"Check.data": "The answers, in the order of the items.",
	"Check.meta": "The version and day of the answers.",

	"CheckMeta":        "The version and day of a check.",
	"CheckMeta.commit": "The commit of the version.",
	"CheckMeta.total":  "The number of items.",

	"CheckItem":                  "A product as somebody names it: by its id alone, or by its model, with its manufacturer or brand if they are known.",
	"CheckItem.id":               "The id of a listing.",
	"CheckItem.manufacturer":     "The manufacturer, as people write it.",
	"CheckItem.brand":            "The brand under which it is sold.",
	"CheckItem.model":            "The model, as a person writes it.",
	"CheckItem.device_class":     "A device class, by id or name: it selects one of the listings of a product, such as the battery or the inverter. Not allowed with an id.",
	"CheckItem.software_version": "The version of its software, if that matters.",

	"CheckAnswer":             "The answer about an item on the day.",
	"CheckAnswer.item":        "The item, as it was sent.",
	"CheckAnswer.match":       "exact: one product has the name; none: no product has it; ambiguous: several have it.",
	"CheckAnswer.matched_by":  "How the match was found, from strict to lenient; null without a match.",
	"CheckAnswer.listed":      "Whether it is listed on the day: true only when every match is listed.",
	"CheckAnswer.certified":   "Whether it is certified on the day: true only when every match is certified.",
	"CheckAnswer.status":      "The status of the matches; null without a match, or when they have different ones.",
	"CheckAnswer.until":       "The last day on which it is listed; null when it is not listed, or when no end is known.",
	"CheckAnswer.why":         "Why it is not listed, or not matched.",
	"CheckAnswer.verdict":     "What that means: the verdict of the match with the most severe tone; null without a match.",
	"CheckAnswer.matches":     "The listings of the product.",
	"CheckAnswer.candidates":  "The number of products with the name, when the match is ambiguous; otherwise null.",
	"CheckAnswer.near_misses": fmt.Sprintf("Listings that may have been meant, best first. When the match is ambiguous: one of each product with the name, up to %d of them.", match.MaxCandidates),

	"CheckMatch":                   "A listing that matches the item.",
	"CheckMatch.device_classes":    "The ids of its device classes.",
	"CheckMatch.unmatched":         "Words of the manufacturer's recorded name that the item leaves out, when it gives only the beginning of the name; empty when it gives the whole name, an alias, an id or a brand.",
	"CheckMatch.software":          "The versions of its software that are listed, as a constraint.",
	"CheckMatch.software_covered":  "Whether the item's version is among them; null when that is unknown.",
	"CheckMatch.why":               "Why it is not listed: the headline of the verdict.",
	"CheckMatch.verdict":           "The verdict on the listing on the day, for the version of the software if one is given.",
	"CheckMatch.why_not_certified": "Why it is not certified.",
	"CheckMatch.certificates":      "The certificates that cover it and are current on the day.",
	"CheckMatch.clients":           "Of a device: the clients that represent it.",
	"CheckMatch.devices":           "Of a client: the devices that it represents.",

	"CheckStanding": "A short form of a listing, with its state on the day.",

	"CheckCertificate": "A certificate that is current on the day.",

	"CheckPairs":       "The clients of a device, or the devices of a client.",
	"CheckPairs.total": "Their number.",
	"CheckPairs.first": "The first few.",
	"CheckPairs.all":   "The path of the list of all; null when `first` has all.",

	"CheckNearMiss":           "A listing that the item may have meant.",
	"CheckNearMiss.score":     "How similar it is, from 0 to 1.",
	"CheckNearMiss.why":       "How it differs from the item.",
	"CheckNearMiss.unmatched": "Words by which the given and the recorded name of the manufacturer differ, when one is the beginning of the other.",

	"ListLinks":      "Links to this page and the next.",
	"ListLinks.self": "The same list, with the day, so that it means the same tomorrow.",
	"ListLinks.next": "The next page; null on the last.",

	"ServiceStatus":        "Whether the service is up.",
	"ServiceStatus.status": "ok.",
	"ServiceStatus.title":  "The register's name.",
	"ServiceStatus.links":  "Links to the rest of the API.",
	"Health":               "Whether the process runs.",
	"Health.status":        "ok, or ready.",

	"OriginalListing":                "A listing in the format of the original API.",
	"OriginalListing.entity_type_id": "The entity type: 1 is a client, 2 a server, 3 a device; others have numbers from 2^30 on.",
	"OriginalListing.status":         "Its status today, as the original API names it.",
	"OriginalListing.id":             "Its number, which stays the same.",
	"OriginalListing.created_at":     "When it was added to the register, in UTC, without a zone.",
	"OriginalListing.updated_at":     "When it last changed, in UTC, without a zone.",

	"OriginalState":                 "Whether the service is up, in the format of the original API.",
	"OriginalState.API Status":      "`UP`.",
	"OriginalState.Database Status": "`UP`.",

	"OriginalError":          "An error in the format of the original API.",
	"OriginalError.detail":   "What is wrong.",
	"OriginalInvalid":        "What is wrong with an id, in the format of the original API.",
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
	"Problem.instance":   "The path of the request.",
	"Problem.request_id": "The id of the request: name it when you ask about the problem.",
	"Problem.suggestion": "The path that was probably meant.",
	"Problem.problems":   "Each thing that is wrong with the query.",

	"QueryProblem":            "One thing that is wrong with a query.",
	"QueryProblem.parameter":  "The parameter; absent for the query as a whole.",
	"QueryProblem.code":       "A stable word for programs.",
	"QueryProblem.message":    "What is wrong, for people.",
	"QueryProblem.suggestion": "The word that was probably meant.",
	"QueryProblem.allowed":    "All that would be right, when they are few.",
}
