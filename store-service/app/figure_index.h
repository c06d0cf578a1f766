// The figures of a request by their vintage, without a copy of their keys.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "store-service/domain/records.h"

namespace indicast::store {

// Thread-safe: immutable. `figures` must outlive it, unchanged.
class FigureIndex {
 public:
  explicit FigureIndex(const std::vector<Observation>& figures);

  // The first figure with the vintage of figures[index].
  size_t FirstLike(size_t index) const { return *first_.find(index); }
  // The first figure with this vintage; null when there is none.
  const Observation* Find(const VintageKey& key) const;

 private:
  // What the vintages of figures and keys have in common.
  struct Vintage {
    const SeriesKey& series;
    const Period& period;
    Stage stage;
    const std::string& document;

    bool operator==(const Vintage& other) const {
      return period == other.period && stage == other.stage && series == other.series &&
             document == other.document;
    }
    template <typename H>
    friend H AbslHashValue(H h, const Vintage& v) {
      return H::combine(std::move(h), v.series, v.period, static_cast<int>(v.stage), v.document);
    }
  };

  struct Resolver {
    const std::vector<Observation>* figures;
    Vintage operator()(size_t index) const {
      const Observation& figure = (*figures)[index];
      return {figure.series, figure.period, figure.stage, figure.evidence.document};
    }
    Vintage operator()(const VintageKey& key) const {
      return {key.series, key.period, key.stage, key.document};
    }
  };
  struct Hash : Resolver {
    using is_transparent = void;
    template <typename Key>
    size_t operator()(const Key& key) const {
      return absl::HashOf(Resolver::operator()(key));
    }
  };
  struct Equal : Resolver {
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return Resolver::operator()(a) == Resolver::operator()(b);
    }
  };

  const std::vector<Observation>& figures_;
  absl::flat_hash_set<size_t, Hash, Equal> first_;
};

inline FigureIndex::FigureIndex(const std::vector<Observation>& figures)
    : figures_(figures), first_(figures.size(), Hash{{&figures}}, Equal{{&figures}}) {
  for (size_t i = 0; i < figures.size(); ++i) first_.insert(i);
}

inline const Observation* FigureIndex::Find(const VintageKey& key) const {
  const auto it = first_.find(key);
  return it == first_.end() ? nullptr : &figures_[*it];
}

}  // namespace indicast::store
