#include "common/tls/certificate.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/status/error.h"

namespace indicast::tls {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

Bio Reader(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string ContentOf(BIO* bio) {
  char* data = nullptr;
  const auto size = static_cast<size_t>(BIO_get_mem_data(bio, &data));
  return {data, size};
}

std::string TextOf(const X509_NAME* name) {
  const Bio out(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  return ContentOf(out.get());
}

std::string TextOf(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<size_t>(ASN1_STRING_length(string))};
}

std::string TextOfIp(const ASN1_OCTET_STRING* address) {
  char text[INET6_ADDRSTRLEN] = "";
  const int family = ASN1_STRING_length(address) == 4 ? AF_INET : AF_INET6;
  inet_ntop(family, ASN1_STRING_get0_data(address), text, sizeof text);
  return text;
}

std::vector<std::string> NamesOf(const X509& certificate) {
  std::vector<std::string> names;
  auto* all = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(all); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(all, i);
    switch (name->type) {
      case GEN_DNS:
        names.push_back(TextOf(name->d.dNSName));
        break;
      case GEN_URI:
        names.push_back(TextOf(name->d.uniformResourceIdentifier));
        break;
      case GEN_IPADD:
        names.push_back(TextOfIp(name->d.iPAddress));
        break;
      default:
        break;
    }
  }
  GENERAL_NAMES_free(all);
  return names;
}

std::string SerialOf(const X509& certificate) {
  BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(&certificate), nullptr);
  char* text = BN_bn2hex(number);
  std::string serial = text == nullptr ? "" : text;
  OPENSSL_free(text);
  BN_free(number);
  return serial;
}

absl::Time TimeOf(const ASN1_TIME* time) {
  tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return absl::InfinitePast();
  return absl::FromTM(parts, absl::UTCTimeZone());
}

absl::Status Invalid(absl::string_view what, absl::string_view why) {
  return Error(absl::StatusCode::kInvalidArgument, "TLS_FILE_INVALID",
               absl::StrCat(what, " ", why, "; give a PEM file"));
}

int NoPassPhrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

std::string DayText(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone());
}

}  // namespace

void FreeX509::operator()(x509_st* certificate) const { X509_free(certificate); }
void FreeKey::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

absl::StatusOr<std::vector<Certificate>> ParseCertificates(const std::string& pem,
                                                           absl::string_view what) {
  const Bio reader = Reader(pem);
  std::vector<Certificate> all;
  ERR_clear_error();
  while (X509* next = PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr)) {
    all.emplace_back(next);
  }
  const auto end = ERR_peek_last_error();
  ERR_clear_error();
  // The end of the text is an error of its own kind; any other is a broken certificate.
  if (ERR_GET_LIB(end) != ERR_LIB_PEM || ERR_GET_REASON(end) != PEM_R_NO_START_LINE) {
    return Invalid(what, absl::StrCat("holds a damaged certificate (after ", all.size(), ")"));
  }
  if (all.empty()) return Invalid(what, "holds no certificate");
  return all;
}

absl::StatusOr<PrivateKey> ParsePrivateKey(const std::string& pem, absl::string_view what) {
  const Bio reader = Reader(pem);
  bool asked = false;
  ERR_clear_error();
  PrivateKey key(PEM_read_bio_PrivateKey(reader.get(), nullptr, NoPassPhrase, &asked));
  ERR_clear_error();
  if (asked) return Invalid(what, "is under a pass phrase, and nobody is there to type it");
  if (key == nullptr) return Invalid(what, "holds no private key");
  return key;
}

CertificateFacts FactsOf(const x509_st& certificate) {
  CertificateFacts facts;
  facts.subject = TextOf(X509_get_subject_name(&certificate));
  facts.issuer = TextOf(X509_get_issuer_name(&certificate));
  facts.serial = SerialOf(certificate);
  facts.names = NamesOf(certificate);
  facts.not_before = TimeOf(X509_get0_notBefore(&certificate));
  facts.not_after = TimeOf(X509_get0_notAfter(&certificate));
  return facts;
}

std::string Describe(const CertificateFacts& facts) {
  return absl::StrCat(Shorten(facts.subject, 120), ", issued by ", Shorten(facts.issuer, 120),
                      ", valid until ", DayText(facts.not_after));
}

absl::Status CheckTime(const CertificateFacts& facts, absl::Time now, absl::string_view what) {
  if (now > facts.not_after) {
    return Error(absl::StatusCode::kFailedPrecondition, "TLS_CERTIFICATE_EXPIRED",
                 absl::StrCat(what, " (", Shorten(facts.subject, 120), ") expired on ",
                              DayText(facts.not_after), "; renew it"));
  }
  if (now < facts.not_before) {
    return Error(absl::StatusCode::kFailedPrecondition, "TLS_CERTIFICATE_NOT_YET_VALID",
                 absl::StrCat(what, " (", Shorten(facts.subject, 120), ") is valid from ",
                              DayText(facts.not_before), " on; wait, or correct the clock"));
  }
  return absl::OkStatus();
}

}  // namespace indicast::tls
