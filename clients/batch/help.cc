#include "clients/batch/help.h"

namespace indicast::batch {
namespace {

constexpr char kProgramZh[] =
    R"(批量测算:按设计(网格、拉丁超立方、Sobol)改动假设,逐点测算,可分片、可续算

用法: indicast-batch 命令 [选项]

命令:
  plan JOB       对照服务检查任务文件,固定数据修订,估算大小,建议分片数
  run JOB        计算一个分片:断点续算,结果完整才出现
  merge DIR      核对回执后合并各分片;怎样分片,合并的字节都一样
  status DIR     各分片的进度

通用选项:
      --lang zh|en   语言;默认按 INDICAST_LANG 和系统设置
  -h, --help         显示帮助(命令之后为该命令的帮助)
      --version      显示版本

退出码: 0 完成  2 用法  65 任务文件或分片有误  66 缺少输入  69 服务不应答  70 内部错误
  73 无法建立输出  74 读写失败  75 中断或稍后再试  77 回执不相配  78 设置
  (69、70、73、74、75 可重试;详见 docs/batch.md)

示例:
  indicast-batch plan job.json
  indicast-batch run job.pinned.json --output out
  indicast-batch merge out --output result.csv
)";

constexpr char kProgramEn[] =
    R"(Batch projections: many scenarios by design (grid, Latin hypercube, Sobol), in shards that resume

Usage: indicast-batch COMMAND [OPTIONS]

Commands:
  plan JOB       check a job file against the service, pin the data, estimate size and shards
  run JOB        evaluate one shard: resumes after a kill, its result appears whole
  merge DIR      check the receipts and join the shards; any split gives the same bytes
  status DIR     how far the shards are

Options of every command:
      --lang zh|en   language; by INDICAST_LANG and locale
  -h, --help         this help; after a command, that of the command
      --version      the version

Exit codes: 0 done  2 usage  65 bad job file or shard  66 input missing  69 service unavailable
  70 internal error  73 cannot create output  74 input or output failed  75 interrupted, try again
  77 receipts do not belong together  78 configuration
  (69, 70, 73, 74 and 75 are worth another try; docs/batch.md)

Examples:
  indicast-batch plan job.json
  indicast-batch run job.pinned.json --output out
  indicast-batch merge out --output result.csv
)";

constexpr char kPlanZh[] = R"(对照服务检查任务文件,固定数据修订,估算大小,建议分片数

用法: indicast-batch plan JOB [选项]

参数:
  JOB                   任务文件(JSON,模式 job.schema.json)

选项:
      --output FILE     固定后的任务文件;默认在 JOB 旁,名为 *.pinned.json
      --force           替换内容不同的 FILE
      --projection ADDR 测算服务地址(环境变量 INDICAST_PROJECTION);
                        TLS 由环境变量 INDICAST_TLS_CA、_CERTIFICATE、_KEY、_SERVER_NAME 指明
      --patience TIME   服务不应答时至多等多久;默认 5m
      --timeout TIME    每次调用的时限;默认 2m
      --json            以 JSON 输出

示例:
  indicast-batch plan trade.json
      检查 trade.json,写出 trade.pinned.json
  indicast-batch plan trade.json --output - --json
      不写文件
)";

constexpr char kPlanEn[] =
    R"(Check a job file against the service, pin the data revision, estimate size and shards

Usage: indicast-batch plan JOB [OPTIONS]

Arguments:
  JOB                   job file (JSON; schema job.schema.json)

Options:
      --output FILE     the pinned job file; beside JOB as *.pinned.json by default
      --force           replace a FILE with other content
      --projection ADDR address of the projection service (environment: INDICAST_PROJECTION);
                        TLS by INDICAST_TLS_CA, _CERTIFICATE, _KEY and _SERVER_NAME
      --patience TIME   how long to wait for a service that does not answer; 5m by default
      --timeout TIME    time limit of one call; 2m by default
      --json            as JSON

Examples:
  indicast-batch plan trade.json
      checks trade.json and writes trade.pinned.json
  indicast-batch plan trade.json --output - --json
      writes no file
)";

constexpr char kRunZh[] = R"(计算一个分片:断点续算,结果完整才出现

用法: indicast-batch run JOB --output DIR [选项]

参数:
  JOB                   已固定数据修订的任务文件

选项:
      --output DIR      放结果的文件夹,须已存在
      --shard i/n       第 i 片,共 n 片,i 从 0 起;默认按 JOB_COMPLETION_INDEX 和
                        JOB_COMPLETION_COUNT,或 SLURM_ARRAY_TASK_ID、_COUNT、_MIN;
                        都没有时为 0/1
      --projection ADDR 测算服务地址(环境变量 INDICAST_PROJECTION);
                        TLS 由环境变量 INDICAST_TLS_CA、_CERTIFICATE、_KEY、_SERVER_NAME 指明
      --patience TIME   服务不应答时至多等多久;默认 5m
      --timeout TIME    每次调用的时限;默认 2m
      --checkpoint-every TIME
                        两个检查点的间隔;默认 2s
      --force           已算完的也重算
      --quiet           不显示进度

示例:
  indicast-batch run trade.pinned.json --output out --shard 2/4
      计算四片中的第三片
  indicast-batch run trade.pinned.json --output out
      在 Slurm 数组或 Kubernetes 分序任务中:分片由环境给出
)";

constexpr char kRunEn[] = R"(Evaluate one shard: resumes after a kill, its result appears whole

Usage: indicast-batch run JOB --output DIR [OPTIONS]

Arguments:
  JOB                   job file with a pinned data revision

Options:
      --output DIR      folder for the results; it must be there
      --shard i/n       shard i of n, i from 0; by default JOB_COMPLETION_INDEX and
                        JOB_COMPLETION_COUNT, or SLURM_ARRAY_TASK_ID, _COUNT and _MIN;
                        0/1 without them
      --projection ADDR address of the projection service (environment: INDICAST_PROJECTION);
                        TLS by INDICAST_TLS_CA, _CERTIFICATE, _KEY and _SERVER_NAME
      --patience TIME   how long to wait for a service that does not answer; 5m by default
      --timeout TIME    time limit of one call; 2m by default
      --checkpoint-every TIME
                        time between two checkpoints; 2s by default
      --force           evaluate again what is done
      --quiet           no progress

Examples:
  indicast-batch run trade.pinned.json --output out --shard 2/4
      evaluates the third of four shards
  indicast-batch run trade.pinned.json --output out
      in a Slurm array or an Indexed Job: the environment says which shard
)";

constexpr char kMergeZh[] = R"(核对回执后合并各分片;怎样分片,合并的字节都一样

用法: indicast-batch merge DIR --output FILE [选项]

参数:
  DIR                   各分片所在的文件夹

选项:
      --output FILE     合并的结果;回执在旁边(*.receipt.json)
      --force           替换内容不同的 FILE
      --quiet           不显示进度

示例:
  indicast-batch merge out --output result.csv
)";

constexpr char kMergeEn[] =
    R"(Check the receipts and join the shards; any split gives the same bytes

Usage: indicast-batch merge DIR --output FILE [OPTIONS]

Arguments:
  DIR                   folder of the shards

Options:
      --output FILE     the merged rows; the receipt is beside it (*.receipt.json)
      --force           replace a FILE with other content
      --quiet           no progress

Examples:
  indicast-batch merge out --output result.csv
)";

constexpr char kStatusZh[] = R"(各分片的进度:完成、计算中、已停、缺少

用法: indicast-batch status DIR [选项]

参数:
  DIR                   各分片所在的文件夹

选项:
      --json            以 JSON 输出

示例:
  indicast-batch status out
)";

constexpr char kStatusEn[] = R"(How far the shards are: done, running, stopped, missing

Usage: indicast-batch status DIR [OPTIONS]

Arguments:
  DIR                   folder of the shards

Options:
      --json            as JSON

Examples:
  indicast-batch status out
)";

}  // namespace

std::string HelpOf(const std::string& command, Language language) {
  const bool chinese = language == Language::kChinese;
  if (command == "plan") return chinese ? kPlanZh : kPlanEn;
  if (command == "run") return chinese ? kRunZh : kRunEn;
  if (command == "merge") return chinese ? kMergeZh : kMergeEn;
  if (command == "status") return chinese ? kStatusZh : kStatusEn;
  return chinese ? kProgramZh : kProgramEn;
}

}  // namespace indicast::batch
