#include "store-service/app/evidence.h"

#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/app/catalogue.h"
#include "store-service/app/observations.h"
#include "store-service/domain/quote.h"

namespace indicast::store {
namespace {

absl::StatusOr<EvidenceView> Open(const Snapshot& snapshot, const Evidence& evidence,
                                  const std::string& published_text, const AsOf& as_of) {
  EvidenceView view;
  view.evidence = evidence;
  view.published_text = published_text;
  view.document = snapshot.FindDocument(evidence.document, {as_of.revision, std::nullopt});
  if (view.document == nullptr) {
    return Error(absl::StatusCode::kInternal, "EVIDENCE_BROKEN",
                 "the document '" + Shorten(evidence.document) + "' of the evidence is missing");
  }
  const auto* quote = std::get_if<TextQuote>(&evidence.grounds);
  if (quote == nullptr || view.document->text.empty()) return view;
  const absl::StatusOr<QuotePlace> place = FindQuote(view.document->text, *quote);
  if (!place.ok()) {
    return Error(absl::StatusCode::kInternal, "EVIDENCE_BROKEN",
                 std::string(place.status().message()));
  }
  view.paragraph = std::string(place->paragraph);
  view.paragraph_number = place->paragraph_number;
  view.quote_offset = place->offset;
  view.heading = std::string(place->heading);
  view.sentence = std::string(place->sentence);
  if (const auto* section = SectionAt(*view.document, place->text_offset)) view.section = *section;
  return view;
}

}  // namespace

absl::StatusOr<EvidenceView> EvidenceOfTarget(const Snapshot& snapshot, absl::string_view id,
                                              const AsOf& as_of) {
  ASSIGN_OR_RETURN(const auto target, GetTarget(snapshot, id, as_of));
  return Open(snapshot, target->evidence, target->published_text, as_of);
}

absl::StatusOr<EvidenceView> EvidenceOfObservation(const Snapshot& snapshot,
                                                   const SeriesKeyView& series,
                                                   const Period& period, absl::string_view document,
                                                   const AsOf& as_of) {
  for (const VintageView& view : snapshot.Vintages(series, period, as_of)) {
    const Observation& observation = *view.observation;
    if (!document.empty() && document != observation.evidence.document) continue;
    return Open(snapshot, observation.evidence, observation.published_text, as_of);
  }
  return ObservationNotFound(snapshot, series, period, as_of);
}

}  // namespace indicast::store
