#include "clients/cpp/code_words.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "common/vocabulary/vocabulary.h"

namespace indicast::client {
namespace {

using ::indicast::testing::IsOk;

struct Meaning {
  const char* code;
  std::vector<const char*> words;
};

// Every word stands for the code, and the code is one of the vocabulary.
template <typename E>
void Check(const char* column, const std::vector<Meaning>& meanings) {
  for (const Meaning& meaning : meanings) {
    EXPECT_THAT(ParseCode<E>(meaning.code), IsOk());
    for (const char* word : meaning.words) {
      EXPECT_EQ(CodeOfWord(column, word), meaning.code) << column << " " << word;
    }
    EXPECT_EQ(CodeOfWord(column, meaning.code), meaning.code);
  }
}

TEST(CodeWordsTest, StandForTheCodesOfFigures) {
  Check<Measure>("measure", {{"level", {"水平", "数值", "总量"}},
                             {"growth", {"增速", "增长", "增长率"}},
                             {"change", {"增减", "变动", "增量"}}});
  Check<PriceBasis>("price_basis", {{"current", {"现价", "当年价"}},
                                    {"constant", {"可比价", "不变价"}},
                                    {"na", {"不适用", "不涉价格"}},
                                    {"unstated", {"未说明"}}});
  Check<Qualifier>("qualifier", {{"equal", {"等于"}},
                                 {"greater", {"超过", "大于", "高于"}},
                                 {"greater-or-equal", {"以上", "不低于"}},
                                 {"less", {"小于", "低于", "不足"}},
                                 {"less-or-equal", {"以下", "以内", "不超过"}},
                                 {"about", {"约", "左右"}},
                                 {"text-only", {"仅文字"}}});
  Check<Stage>("stage", {{"expected", {"预计", "预计数"}},
                         {"flash", {"快报", "快报数"}},
                         {"preliminary", {"初步", "初步核算", "初步核算数"}},
                         {"reported", {"公布", "公布数", "实绩"}},
                         {"final", {"最终", "最终核实", "最终核实数"}},
                         {"census", {"普查", "普查数"}}});
  Check<ObservationStatus>("status", {{"A", {"正常"}},
                                      {"P", {"暂定"}},
                                      {"E", {"估计"}},
                                      {"F", {"预测"}},
                                      {"B", {"口径中断"}},
                                      {"M", {"缺数", "不存在"}},
                                      {"L", {"未收集"}}});
}

TEST(CodeWordsTest, StandForTheCodesOfOtherRecords) {
  Check<Relation>("relation", {{"equal", {"等于"}},
                               {"greater-or-equal", {"以上", "不低于"}},
                               {"greater", {"超过", "大于", "高于"}},
                               {"about", {"约", "左右"}},
                               {"less-or-equal", {"以下", "以内", "不超过"}}});
  Check<Nature>("nature", {{"stock", {"存量", "时点"}},
                           {"flow", {"流量", "时期"}},
                           {"ratio", {"比率"}},
                           {"index", {"指数"}},
                           {"rank", {"位次"}},
                           {"count", {"个数"}}});
  Check<Direction>("direction",
                   {{"higher", {"越高越好"}}, {"lower", {"越低越好"}}, {"neutral", {"中性"}}});
  Check<TargetKind>("kind",
                    {{"expected", {"预期性"}}, {"binding", {"约束性"}}, {"stretch", {"力争"}}});
  Check<Confidence>("confidence", {{"seen-primary", {"官方原文"}}, {"seen-secondary", {"转载"}}});
  EXPECT_EQ(CodeOfWord("frequency", "年度"), "A");
  EXPECT_EQ(CodeOfWord("frequency", "半年"), "S");
  EXPECT_EQ(CodeOfWord("frequency", "季度"), "Q");
  EXPECT_EQ(CodeOfWord("frequency", "月度"), "M");
  EXPECT_EQ(CodeOfWord("frequency", "累计"), "C");
  EXPECT_EQ(CodeOfWord("link_relation", "增量"), "increment-of");
  EXPECT_EQ(CodeOfWord("link_relation", "组成部分"), "part-of");
  EXPECT_EQ(CodeOfWord("link_relation", "同一尺度"), "same-ruler-as");
  EXPECT_EQ(CodeOfWord("link_relation", "平减指数"), "deflated-by");
}

TEST(CodeWordsTest, BelongToTheirColumn) {
  EXPECT_EQ(CodeOfWord("stage", "增速"), "增速");
  EXPECT_EQ(CodeOfWord("measure", "增"), "增");
  EXPECT_EQ(ColumnOfWord("增速"), "");
}

}  // namespace
}  // namespace indicast::client
