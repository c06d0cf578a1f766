#include "store-service/app/filter.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::store {
namespace {

enum class Operator { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kHolds };

// What a field is compared as.
enum class Kind {
  kText,
  kMeasure,
  kPriceBasis,
  kStage,
  kStatus,
  kQualifier,
  kPeriod,
  kValue,
  kDate
};

enum class Field {
  kIndicator,
  kArea,
  kMeasure,
  kPriceBasis,
  kScope,
  kPeriod,
  kStage,
  kDocument,
  kStatus,
  kQualifier,
  kUnit,
  kValue,
  kPublicationDate
};

struct FieldName {
  absl::string_view name;
  Field field;
  Kind kind;
};

constexpr std::array<FieldName, 13> kFields = {{
    {"indicator", Field::kIndicator, Kind::kText},
    {"area", Field::kArea, Kind::kText},
    {"measure", Field::kMeasure, Kind::kMeasure},
    {"price_basis", Field::kPriceBasis, Kind::kPriceBasis},
    {"scope", Field::kScope, Kind::kText},
    {"period", Field::kPeriod, Kind::kPeriod},
    {"stage", Field::kStage, Kind::kStage},
    {"document", Field::kDocument, Kind::kText},
    {"status", Field::kStatus, Kind::kStatus},
    {"qualifier", Field::kQualifier, Kind::kQualifier},
    {"unit", Field::kUnit, Kind::kText},
    {"value", Field::kValue, Kind::kValue},
    {"publication_date", Field::kPublicationDate, Kind::kDate},
}};

constexpr char kFieldList[] =
    "indicator, area, measure, price_basis, scope, period, stage, document, status, qualifier, "
    "unit, value, publication_date";

// Longer ones first: "<=" is not "<".
constexpr std::array<std::pair<absl::string_view, Operator>, 7> kOperators = {{
    {"!=", Operator::kNotEqual},
    {"<=", Operator::kLessOrEqual},
    {">=", Operator::kGreaterOrEqual},
    {"=", Operator::kEqual},
    {"<", Operator::kLess},
    {">", Operator::kGreater},
    {":", Operator::kHolds},
}};

template <typename T>
bool Compare(Operator op, const T& left, const T& right) {
  switch (op) {
    case Operator::kEqual:
      return left == right;
    case Operator::kNotEqual:
      return !(left == right);
    case Operator::kLess:
      return left < right;
    case Operator::kLessOrEqual:
      return left <= right;
    case Operator::kGreater:
      return left > right;
    case Operator::kGreaterOrEqual:
      return left >= right;
    case Operator::kHolds:
      return false;
  }
  return false;
}

bool ComparePeriods(Operator op, const Period& left, const Period& right) {
  switch (op) {
    case Operator::kLess:
      return left.last_day() < right.first_day();
    case Operator::kLessOrEqual:
      return left.last_day() <= right.last_day();
    case Operator::kGreater:
      return left.first_day() > right.last_day();
    case Operator::kGreaterOrEqual:
      return left.first_day() >= right.first_day();
    default:
      return Compare(op, left, right);
  }
}

std::string TextOf(Field field, const VintageView& view) {
  const Observation& o = *view.observation;
  switch (field) {
    case Field::kIndicator:
      return o.series.indicator;
    case Field::kArea:
      return o.series.area;
    case Field::kMeasure:
      return std::string(CodeOf(o.series.measure));
    case Field::kPriceBasis:
      return std::string(CodeOf(o.series.price_basis));
    case Field::kScope:
      return o.series.scope;
    case Field::kPeriod:
      return o.period.ToString();
    case Field::kStage:
      return std::string(CodeOf(o.stage));
    case Field::kDocument:
      return o.evidence.document;
    case Field::kStatus:
      return std::string(CodeOf(o.status));
    case Field::kQualifier:
      return std::string(CodeOf(o.qualifier));
    case Field::kUnit:
      return o.unit;
    case Field::kValue:
      return o.value.has_value() ? o.value->ToString() : "";
    case Field::kPublicationDate:
      return view.publication.date.ToString();
  }
  return "";
}

}  // namespace

struct FigureFilter::Node {
  enum class Type { kAnd, kOr, kNot, kCondition };
  Type type = Type::kCondition;
  std::vector<Node> children;
  Field field = Field::kIndicator;
  Kind kind = Kind::kText;
  Operator op = Operator::kEqual;
  std::string text;
  Decimal number;
  Period period;
  Date date;

  bool Matches(const VintageView& view) const {
    const auto met = [&](const Node& child) { return child.Matches(view); };
    switch (type) {
      case Type::kAnd:
        return std::all_of(children.begin(), children.end(), met);
      case Type::kOr:
        return std::any_of(children.begin(), children.end(), met);
      case Type::kNot:
        return !children.front().Matches(view);
      case Type::kCondition:
        break;
    }
    if (op == Operator::kHolds) return absl::StrContains(TextOf(field, view), text);
    if (kind == Kind::kPeriod) return ComparePeriods(op, view.observation->period, period);
    if (kind == Kind::kDate) return Compare(op, view.publication.date, date);
    if (kind == Kind::kValue) {
      return view.observation->value.has_value() && Compare(op, *view.observation->value, number);
    }
    return Compare(op, TextOf(field, view), text);
  }
};

namespace {

using Node = FigureFilter::Node;

bool IsWordByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || absl::ascii_isalnum(byte) || c == '_' || c == '-' || c == '.' ||
         c == '/' || c == '+';
}

class Parser {
 public:
  explicit Parser(absl::string_view text) : text_(text) {}

  absl::StatusOr<Node> Parse() {
    ASSIGN_OR_RETURN(Node root, Expression(0));
    SkipBlanks();
    if (at_ < text_.size()) return Wrong(at_, "expected AND, OR or the end");
    return root;
  }

 private:
  absl::Status Wrong(size_t at, absl::string_view what) const {
    size_t character = 1;
    for (const char c : text_.substr(0, at)) {
      if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++character;
    }
    return FieldError(
        "filter_text",
        absl::StrCat("at character ", character,
                     at < text_.size() ? absl::StrCat(" ('", Shorten(text_.substr(at), 20), "')")
                                       : " (the end)",
                     ": ", what),
        "FILTER_INVALID");
  }

  void SkipBlanks() {
    while (at_ < text_.size() && absl::ascii_isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }

  absl::string_view PeekWord() {
    SkipBlanks();
    size_t end = at_;
    while (end < text_.size() && IsWordByte(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }

  bool Take(absl::string_view keyword) {
    if (PeekWord() != keyword) return false;
    at_ += keyword.size();
    return true;
  }

  absl::StatusOr<Node> Expression(int depth) {
    std::vector<Node> terms;
    ASSIGN_OR_RETURN(terms.emplace_back(), Term(depth));
    std::optional<Node::Type> joined;
    while (true) {
      const absl::string_view word = PeekWord();
      const size_t place = at_;
      if (word != "AND" && word != "OR") break;
      const auto type = word == "AND" ? Node::Type::kAnd : Node::Type::kOr;
      if (joined.value_or(type) != type) {
        return Wrong(place, "AND and OR in one level; put parentheses around one of them");
      }
      joined = type;
      at_ += word.size();
      ASSIGN_OR_RETURN(terms.emplace_back(), Term(depth));
    }
    if (!joined.has_value()) return std::move(terms.front());
    Node node;
    node.type = *joined;
    node.children = std::move(terms);
    return node;
  }

  absl::StatusOr<Node> Term(int depth) {
    SkipBlanks();
    const size_t place = at_;
    const bool negated = Take("NOT");
    const bool open = !negated && at_ < text_.size() && text_[at_] == '(';
    if (!negated && !open) return Condition();
    if (depth == kMaxFilterDepth) {
      return Wrong(place, absl::StrCat("more than ", kMaxFilterDepth,
                                       " parentheses and NOT within each other"));
    }
    if (negated) {
      ASSIGN_OR_RETURN(Node child, Term(depth + 1));
      Node node;
      node.type = Node::Type::kNot;
      node.children.push_back(std::move(child));
      return node;
    }
    ++at_;
    ASSIGN_OR_RETURN(Node inner, Expression(depth + 1));
    SkipBlanks();
    if (at_ == text_.size() || text_[at_] != ')') return Wrong(at_, "expected ')', AND or OR");
    ++at_;
    return inner;
  }

  absl::StatusOr<Node> Condition() {
    const absl::string_view name = PeekWord();
    const size_t place = at_;
    const auto* const found = std::find_if(kFields.begin(), kFields.end(),
                                           [&](const FieldName& f) { return f.name == name; });
    if (found == kFields.end()) {
      return Wrong(place, absl::StrCat("expected NOT, '(' or a field: ", kFieldList));
    }
    at_ += name.size();
    Node node;
    node.field = found->field;
    node.kind = found->kind;
    SkipBlanks();
    const auto* const op =
        std::find_if(kOperators.begin(), kOperators.end(), [&](const auto& candidate) {
          return absl::StartsWith(text_.substr(at_), candidate.first);
        });
    if (op == kOperators.end()) return Wrong(at_, "expected one of = != < <= > >= :");
    RETURN_IF_ERROR(CheckOperator(node.kind, op->second));
    node.op = op->second;
    at_ += op->first.size();
    SkipBlanks();
    const size_t literal = at_;
    ASSIGN_OR_RETURN(node.text, Literal());
    if (absl::Status status = Understand(node); !status.ok()) {
      return Wrong(literal, status.message());
    }
    return node;
  }

  absl::Status CheckOperator(Kind kind, Operator op) const {
    const bool ordered = kind == Kind::kPeriod || kind == Kind::kValue || kind == Kind::kDate;
    const bool orders = op != Operator::kEqual && op != Operator::kNotEqual;
    if (kind == Kind::kValue && op == Operator::kHolds) {
      return Wrong(at_, "value takes = != < <= > >=");
    }
    if (!ordered && orders && op != Operator::kHolds) {
      return Wrong(at_, "this field has no order; it takes = != :");
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Literal() {
    if (at_ == text_.size() || text_[at_] != '"') {
      const absl::string_view word = PeekWord();
      if (word.empty() || word == "AND" || word == "OR" || word == "NOT") {
        return Wrong(at_, "expected a value: a word, a number or \"text\"");
      }
      at_ += word.size();
      return std::string(word);
    }
    const size_t opened = at_++;
    std::string value;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') {
        ++at_;
        if (at_ == text_.size() || (text_[at_] != '"' && text_[at_] != '\\')) {
          return Wrong(at_ - 1, "a backslash stands before \" or \\ only");
        }
      }
      value.push_back(text_[at_++]);
    }
    if (at_ == text_.size()) return Wrong(opened, "the quote is never closed");
    ++at_;
    return value;
  }

  static absl::Status Understand(Node& node) {
    if (node.op == Operator::kHolds) return absl::OkStatus();
    switch (node.kind) {
      case Kind::kText:
        return absl::OkStatus();
      case Kind::kMeasure:
        return ParseCode<Measure>(node.text).status();
      case Kind::kPriceBasis:
        return ParseCode<PriceBasis>(node.text).status();
      case Kind::kStage:
        return ParseCode<Stage>(node.text).status();
      case Kind::kStatus:
        return ParseCode<ObservationStatus>(node.text).status();
      case Kind::kQualifier:
        return ParseCode<Qualifier>(node.text).status();
      case Kind::kPeriod: {
        ASSIGN_OR_RETURN(node.period, Period::Parse(node.text));
        return absl::OkStatus();
      }
      case Kind::kValue: {
        ASSIGN_OR_RETURN(node.number, Decimal::Parse(node.text));
        return absl::OkStatus();
      }
      case Kind::kDate: {
        ASSIGN_OR_RETURN(node.date, Date::Parse(node.text));
        return absl::OkStatus();
      }
    }
    return absl::OkStatus();
  }

  const absl::string_view text_;
  size_t at_ = 0;
};

}  // namespace

absl::StatusOr<FigureFilter> FigureFilter::Parse(absl::string_view text) {
  FigureFilter filter;
  if (text.size() > kMaxFilterBytes) {
    return FieldError("filter_text",
                      absl::StrCat("has ", text.size(), " bytes; at most ", kMaxFilterBytes,
                                   "; name fewer values, or use the typed filter"),
                      "FILTER_INVALID");
  }
  if (absl::StripAsciiWhitespace(text).empty()) return filter;
  ASSIGN_OR_RETURN(Node root, Parser(text).Parse());
  filter.text_ = std::string(text);
  filter.root_ = std::make_shared<const Node>(std::move(root));
  return filter;
}

bool FigureFilter::Matches(const VintageView& view) const {
  return root_ == nullptr || root_->Matches(view);
}

}  // namespace indicast::store
