#include "clients/cpp/code_words.h"

namespace indicast::client {
namespace {

struct CodeWord {
  absl::string_view column;
  absl::string_view word;
  absl::string_view code;
};

constexpr CodeWord kCodeWords[] = {
    {"measure", "水平", "level"},
    {"measure", "数值", "level"},
    {"measure", "总量", "level"},
    {"measure", "增速", "growth"},
    {"measure", "增长", "growth"},
    {"measure", "增长率", "growth"},
    {"measure", "增减", "change"},
    {"measure", "变动", "change"},
    {"measure", "增量", "change"},
    {"price_basis", "现价", "current"},
    {"price_basis", "当年价", "current"},
    {"price_basis", "可比价", "constant"},
    {"price_basis", "不变价", "constant"},
    {"price_basis", "不适用", "na"},
    {"price_basis", "不涉价格", "na"},
    {"price_basis", "未说明", "unstated"},
    {"qualifier", "等于", "equal"},
    {"qualifier", "超过", "greater"},
    {"qualifier", "大于", "greater"},
    {"qualifier", "高于", "greater"},
    {"qualifier", "以上", "greater-or-equal"},
    {"qualifier", "不低于", "greater-or-equal"},
    {"qualifier", "小于", "less"},
    {"qualifier", "低于", "less"},
    {"qualifier", "不足", "less"},
    {"qualifier", "以下", "less-or-equal"},
    {"qualifier", "以内", "less-or-equal"},
    {"qualifier", "不超过", "less-or-equal"},
    {"qualifier", "约", "about"},
    {"qualifier", "左右", "about"},
    {"qualifier", "仅文字", "text-only"},
    {"relation", "等于", "equal"},
    {"relation", "以上", "greater-or-equal"},
    {"relation", "不低于", "greater-or-equal"},
    {"relation", "超过", "greater"},
    {"relation", "大于", "greater"},
    {"relation", "高于", "greater"},
    {"relation", "约", "about"},
    {"relation", "左右", "about"},
    {"relation", "以下", "less-or-equal"},
    {"relation", "以内", "less-or-equal"},
    {"relation", "不超过", "less-or-equal"},
    {"stage", "预计", "expected"},
    {"stage", "预计数", "expected"},
    {"stage", "快报", "flash"},
    {"stage", "快报数", "flash"},
    {"stage", "初步", "preliminary"},
    {"stage", "初步核算", "preliminary"},
    {"stage", "初步核算数", "preliminary"},
    {"stage", "公布", "reported"},
    {"stage", "公布数", "reported"},
    {"stage", "实绩", "reported"},
    {"stage", "最终", "final"},
    {"stage", "最终核实", "final"},
    {"stage", "最终核实数", "final"},
    {"stage", "普查", "census"},
    {"stage", "普查数", "census"},
    {"stage", "推算", "derived"},
    {"stage", "推算数", "derived"},
    {"status", "正常", "A"},
    {"status", "暂定", "P"},
    {"status", "估计", "E"},
    {"status", "预测", "F"},
    {"status", "口径中断", "B"},
    {"status", "缺数", "M"},
    {"status", "不存在", "M"},
    {"status", "未收集", "L"},
    {"nature", "存量", "stock"},
    {"nature", "时点", "stock"},
    {"nature", "流量", "flow"},
    {"nature", "时期", "flow"},
    {"nature", "比率", "ratio"},
    {"nature", "指数", "index"},
    {"nature", "位次", "rank"},
    {"nature", "个数", "count"},
    {"nature", "增量", "increment"},
    {"nature", "新增", "increment"},
    {"direction", "越高越好", "higher"},
    {"direction", "越低越好", "lower"},
    {"direction", "中性", "neutral"},
    {"kind", "预期性", "expected"},
    {"kind", "约束性", "binding"},
    {"kind", "力争", "stretch"},
    {"confidence", "官方原文", "seen-primary"},
    {"confidence", "转载", "seen-secondary"},
    {"link_relation", "增量", "increment-of"},
    {"link_relation", "组成部分", "part-of"},
    {"link_relation", "同一尺度", "same-ruler-as"},
    {"link_relation", "平减指数", "deflated-by"},
};

struct ColumnWord {
  absl::string_view word;
  absl::string_view column;
};

constexpr ColumnWord kColumnWords[] = {
    {"编号", "id"},
    {"名称", "name_zh"},
    {"中文名称", "name_zh"},
    {"英文名称", "name_en"},
    {"上级", "parent"},
    {"符号", "symbol_zh"},
    {"英文符号", "symbol_en"},
    {"量纲", "measure"},
    {"倍数指数", "multiplier_exponent"},
    {"标题", "title_zh"},
    {"英文标题", "title_en"},
    {"发布机构", "publisher"},
    {"网址", "address"},
    {"发布日期", "published"},
    {"最迟公开日期", "public_by"},
    {"可信度", "confidence"},
    {"正文文件", "text_file"},
    {"是否工作报告", "is_work_report"},
    {"别名", "aliases"},
    {"性质", "nature"},
    {"方向", "direction"},
    {"领域", "domain"},
    {"定义", "definition_zh"},
    {"英文定义", "definition_en"},
    {"是否一次性", "one_off"},
    {"指标", "indicator"},
    {"关系", "relation"},
    {"另一指标", "other"},
    {"地区", "area"},
    {"度量", "measure"},
    {"价格基准", "price_basis"},
    {"口径", "scope"},
    {"基数口径", "base_scope"},
    {"时期", "period"},
    {"数值", "value"},
    {"单位", "unit"},
    {"限定", "qualifier"},
    {"原文表述", "published_text"},
    {"阶段", "stage"},
    {"状态", "status"},
    {"文件", "document"},
    {"原文", "quote"},
    {"前文", "prefix"},
    {"后文", "suffix"},
    {"无原文原因", "no_quote_reason"},
    {"下限", "lower_bound"},
    {"上限", "upper_bound"},
    {"备注", "note_zh"},
    {"英文备注", "note_en"},
    {"公式", "formula"},
    {"推算依据", "inputs"},
    {"目标", "goal"},
    {"类型", "kind"},
    {"部分", "section"},
    {"位置", "position"},
    {"责任单位", "office_zh"},
    {"英文责任单位", "office_en"},
    {"对比说明", "pair_note_zh"},
    {"英文对比说明", "pair_note_en"},
    {"说明", "description_zh"},
    {"英文说明", "description_en"},
    {"情景", "scenario"},
    {"起始年", "from_year"},
    {"终止年", "to_year"},
    {"规则", "rule"},
    {"理由", "reason_zh"},
    {"英文理由", "reason_en"},
};

}  // namespace

absl::string_view CodeOfWord(absl::string_view column, absl::string_view word) {
  for (const CodeWord& entry : kCodeWords) {
    if (entry.column == column && entry.word == word) return entry.code;
  }
  return word;
}

absl::string_view ColumnOfWord(absl::string_view word) {
  for (const ColumnWord& entry : kColumnWords) {
    if (entry.word == word) return entry.column;
  }
  return "";
}

}  // namespace indicast::client
