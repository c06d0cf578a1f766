#include <string>

#include "absl/time/time.h"
#include "common/wire/wire.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/field_reader.h"

namespace indicast::store {

LocalizedText FromProto(const type::v1::LocalizedText& in) { return {in.zh(), in.en()}; }

absl::StatusOr<Publication> FromProto(const type::v1::Publication& in) {
  Publication out;
  FieldReader fields;
  fields.Take("date", Date::Parse(in.date()), out.date);
  out.estimated = in.estimated();
  const absl::Status status = std::move(fields).Status();
  if (!status.ok()) return status;
  return out;
}

absl::StatusOr<Evidence> FromProto(const type::v1::Evidence& in) {
  Evidence out;
  out.document = in.document();
  switch (in.grounds_case()) {
    case type::v1::Evidence::kQuote:
      out.grounds = TextQuote{in.quote().exact(), in.quote().prefix(), in.quote().suffix()};
      return out;
    case type::v1::Evidence::kNoQuoteReason:
      out.grounds = in.no_quote_reason();
      return out;
    case type::v1::Evidence::GROUNDS_NOT_SET:
      break;
  }
  return FieldError("grounds", "must be a quote, or the reason why there is none");
}

absl::StatusOr<AsOf> FromProto(const type::v1::AsOf& in) {
  AsOf out;
  if (in.has_revision()) out.revision = in.revision();
  if (!in.publication_date().empty()) {
    const absl::StatusOr<Date> date = Date::Parse(in.publication_date());
    if (!date.ok()) return PrefixField(date.status(), "publication_date");
    out.publication_date = *date;
  }
  return out;
}

void ToProto(const LocalizedText& in, type::v1::LocalizedText* out) {
  out->set_zh(in.zh);
  out->set_en(in.en);
}

void ToProto(const Publication& in, type::v1::Publication* out) {
  out->set_date(in.date.ToString());
  out->set_estimated(in.estimated);
}

void ToProto(const Evidence& in, type::v1::Evidence* out) {
  out->set_document(in.document);
  if (const auto* quote = std::get_if<TextQuote>(&in.grounds)) {
    out->mutable_quote()->set_exact(quote->exact);
    out->mutable_quote()->set_prefix(quote->prefix);
    out->mutable_quote()->set_suffix(quote->suffix);
  } else {
    out->set_no_quote_reason(std::get<std::string>(in.grounds));
  }
}

void ToProto(const RevisionInfo& in, type::v1::RevisionInfo* out) {
  out->set_revision(in.revision);
  if (in.revision != 0) {
    const timespec time = absl::ToTimespec(in.commit_time);
    out->mutable_commit_time()->set_seconds(time.tv_sec);
    out->mutable_commit_time()->set_nanos(static_cast<int32_t>(time.tv_nsec));
  }
  out->set_author(in.author);
  out->set_reason(in.reason);
}

void ToProto(const Decimal& in, type::v1::Decimal* out) { out->set_text(in.ToString()); }

}  // namespace indicast::store
