// PersistentMap: an ordered map of shared items, a B+ tree with path copying. Copies share their
// nodes and never see each other's puts; nothing is ever removed.
//
// Thread-compatible; copies may be used by different threads. Item must offer `key()`; Less orders
// keys and any other type used for look-up
// ("is_transparent" in spirit: it must accept both orders of arguments). Items are owned jointly.
// Cost: Find and Put O(log n), copying a map O(1), ForEachFrom O(log n + visited). Puts of one Edit
// copy every node at most once.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace indicast::store {

// A sequence of puts by one thread into maps that nobody copies before it has ended: what it made,
// it may change in place.
class Edit {
 public:
  static Edit Begin() {
    static std::atomic<uint64_t> last{0};
    return Edit(last.fetch_add(1, std::memory_order_relaxed) + 1);
  }
  // Made by none.
  Edit() = default;
  friend bool operator==(const Edit&, const Edit&) = default;

 private:
  explicit Edit(uint64_t number) : number_(number) {}
  uint64_t number_ = 0;
};

template <typename Item, typename Less>
class PersistentMap {
 public:
  using Pointer = std::shared_ptr<const Item>;

  // The item with this key; null when there is none. Valid as long as a map holds it.
  template <typename Key>
  const Item* Find(const Key& key) const {
    const Node* node = root_.get();
    if (node == nullptr) return nullptr;
    while (!node->children.empty()) node = node->children[ChildFor(*node, key)].get();
    const auto it = LowerBound(*node, key);
    return it != node->items.end() && !Less()(key, (*it)->key()) ? it->get() : nullptr;
  }

  // Puts `item` in the place of the one with its key, or adds it. `edit` must not be Edit().
  void Put(Pointer item, const Edit& edit) {
    if (root_ == nullptr) {
      root_ = std::make_shared<Node>();
      root_->edit = edit;
    }
    bool added = false;
    NodePointer right = PutBelow(root_, std::move(item), edit, added);
    if (right != nullptr) {
      auto root = std::make_shared<Node>();
      root->edit = edit;
      root->first = root_->first;
      root->children = {std::move(root_), std::move(right)};
      root_ = std::move(root);
    }
    size_ += added ? 1 : 0;
  }

  // This map with `item` put.
  [[nodiscard]] PersistentMap Put(Pointer item) const {
    PersistentMap result = *this;
    result.Put(std::move(item), Edit::Begin());
    return result;
  }

  size_t size() const { return size_; }

  // Visits items in key order until `visit` returns false.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    if (root_ != nullptr) VisitAll(*root_, visit);
  }

  // The same, from the first item whose key is not less than `key`.
  template <typename Key, typename Visit>
  void ForEachFrom(const Key& key, const Visit& visit) const {
    if (root_ != nullptr) VisitFrom(*root_, key, visit);
  }

 private:
  static constexpr size_t kMaxEntries = 32;

  struct Node;
  using NodePointer = std::shared_ptr<Node>;
  // A leaf has items, an inner node children; never both, and neither only in a new root. Changed
  // by the edit that made it, constant afterwards.
  struct Node {
    std::vector<Pointer> items;
    std::vector<NodePointer> children;
    const Item* first = nullptr;  // least item at or below, owned by it
    Edit edit;
  };

  template <typename Key>
  static typename std::vector<Pointer>::const_iterator LowerBound(const Node& leaf,
                                                                  const Key& key) {
    return std::lower_bound(
        leaf.items.begin(), leaf.items.end(), key,
        [](const Pointer& item, const Key& k) { return Less()(item->key(), k); });
  }

  // Index of the child whose range holds the key: the last one that does not start after it.
  template <typename Key>
  static size_t ChildFor(const Node& node, const Key& key) {
    const auto it = std::upper_bound(
        node.children.begin() + 1, node.children.end(), key,
        [](const Key& k, const NodePointer& n) { return Less()(k, n->first->key()); });
    return static_cast<size_t>(it - node.children.begin()) - 1;
  }

  // The node behind `place`, made by `edit` or else replaced by a copy that is.
  static Node& Own(NodePointer& place, const Edit& edit) {
    if (place->edit != edit) {
      place = std::make_shared<Node>(*place);
      place->edit = edit;
    }
    return *place;
  }

  // Returns the right half when the node at `place` had to be split.
  static NodePointer PutBelow(NodePointer& place, Pointer item, const Edit& edit, bool& added) {
    Node& node = Own(place, edit);
    if (node.children.empty()) {
      const auto at = LowerBound(node, item->key());
      const auto position = node.items.begin() + (at - node.items.cbegin());
      added = at == node.items.cend() || Less()(item->key(), (*at)->key());
      if (added) {
        node.items.insert(position, std::move(item));
      } else {
        *position = std::move(item);
      }
      node.first = node.items.front().get();
      return Divide(node, &Node::items);
    }
    const size_t index = ChildFor(node, item->key());
    NodePointer right = PutBelow(node.children[index], std::move(item), edit, added);
    if (right != nullptr) {
      node.children.insert(node.children.begin() + static_cast<ptrdiff_t>(index) + 1,
                           std::move(right));
    }
    node.first = node.children.front()->first;
    return Divide(node, &Node::children);
  }

  template <typename Entry>
  static NodePointer Divide(Node& node, std::vector<Entry> Node::*entries) {
    std::vector<Entry>& all = node.*entries;
    if (all.size() <= kMaxEntries) return nullptr;
    auto right = std::make_shared<Node>();
    right->edit = node.edit;
    const auto middle = all.begin() + static_cast<ptrdiff_t>(all.size() / 2);
    ((*right).*entries).assign(std::make_move_iterator(middle), std::make_move_iterator(all.end()));
    all.erase(middle, all.end());
    right->first =
        right->children.empty() ? right->items.front().get() : right->children.front()->first;
    return right;
  }

  template <typename Visit>
  static bool VisitAll(const Node& node, const Visit& visit) {
    for (const Pointer& item : node.items) {
      if (!visit(*item)) return false;
    }
    for (const auto& child : node.children) {
      if (!VisitAll(*child, visit)) return false;
    }
    return true;
  }

  template <typename Key, typename Visit>
  static bool VisitFrom(const Node& node, const Key& key, const Visit& visit) {
    if (node.children.empty()) {
      for (auto it = LowerBound(node, key); it != node.items.end(); ++it) {
        if (!visit(**it)) return false;
      }
      return true;
    }
    const size_t index = ChildFor(node, key);
    if (!VisitFrom(*node.children[index], key, visit)) return false;
    for (size_t i = index + 1; i < node.children.size(); ++i) {
      if (!VisitAll(*node.children[i], visit)) return false;
    }
    return true;
  }

  NodePointer root_;
  size_t size_ = 0;
};

}  // namespace indicast::store
