// PersistentMap: an immutable ordered map of shared items, a B+ tree with path copying. Put returns
// a new map that shares all but one path of nodes with the old one; nothing is ever removed.
//
// Thread-safe: immutable. Item must offer `key()`; Less orders keys and any other type used for
// look-up
// ("is_transparent" in spirit: it must accept both orders of arguments). Items are owned jointly.
// Cost: Find and Put O(log n), copying a map O(1), ForEachFrom O(log n + visited).
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace indicast::store {

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

  // This map with `item` in place of the one with its key, or added.
  [[nodiscard]] PersistentMap Put(Pointer item) const {
    PersistentMap result;
    bool added = false;
    if (root_ == nullptr) {
      Node leaf;
      leaf.items.push_back(std::move(item));
      result.root_ = Freeze(std::move(leaf));
      added = true;
    } else {
      Split split = PutBelow(*root_, std::move(item), added);
      if (split.right == nullptr) {
        result.root_ = std::move(split.left);
      } else {
        Node root;
        root.children = {std::move(split.left), std::move(split.right)};
        result.root_ = Freeze(std::move(root));
      }
    }
    result.size_ = size_ + (added ? 1 : 0);
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

  // A leaf has items, an inner node children; never both, never neither.
  struct Node {
    std::vector<Pointer> items;
    std::vector<std::shared_ptr<const Node>> children;
    const Item* first = nullptr;  // least item at or below, owned by it
  };
  struct Split {
    std::shared_ptr<const Node> left;
    std::shared_ptr<const Node> right;  // null unless the node was split
  };

  static std::shared_ptr<const Node> Freeze(Node node) {
    node.first = node.children.empty() ? node.items.front().get() : node.children.front()->first;
    return std::make_shared<const Node>(std::move(node));
  }

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
    const auto it = std::upper_bound(node.children.begin() + 1, node.children.end(), key,
                                     [](const Key& k, const std::shared_ptr<const Node>& n) {
                                       return Less()(k, n->first->key());
                                     });
    return static_cast<size_t>(it - node.children.begin()) - 1;
  }

  static Split PutBelow(const Node& node, Pointer item, bool& added) {
    Node copy = node;
    if (node.children.empty()) {
      const auto at = LowerBound(node, item->key());
      const auto position = copy.items.begin() + (at - node.items.begin());
      added = at == node.items.end() || Less()(item->key(), (*at)->key());
      if (added) {
        copy.items.insert(position, std::move(item));
      } else {
        *position = std::move(item);
      }
      return Divide(std::move(copy), &Node::items);
    }
    const size_t index = ChildFor(node, item->key());
    Split below = PutBelow(*node.children[index], std::move(item), added);
    const auto position = copy.children.begin() + static_cast<ptrdiff_t>(index);
    *position = std::move(below.left);
    if (below.right != nullptr) copy.children.insert(position + 1, std::move(below.right));
    return Divide(std::move(copy), &Node::children);
  }

  template <typename Entry>
  static Split Divide(Node node, std::vector<Entry> Node::*entries) {
    std::vector<Entry>& all = node.*entries;
    if (all.size() <= kMaxEntries) return {Freeze(std::move(node)), nullptr};
    Node right;
    const auto middle = all.begin() + static_cast<ptrdiff_t>(all.size() / 2);
    (right.*entries).assign(std::make_move_iterator(middle), std::make_move_iterator(all.end()));
    all.erase(middle, all.end());
    return {Freeze(std::move(node)), Freeze(std::move(right))};
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

  std::shared_ptr<const Node> root_;
  size_t size_ = 0;
};

}  // namespace indicast::store
