import Elementary
import Foundation

/// Memory for the numbers of a kernel, in which an access beyond them shows.
///
/// On either side of the numbers lies a zone of NaNs, or a page that nobody may touch. A zone says
/// afterwards what was written to it, and a NaN that was read shows in the result. At a page the
/// process ends at once, even if the kernel only reads; a test runs it in a process of its own.
public final class GuardedMemory {
  /// Where the numbers lie.
  public enum Place: CaseIterable, Sendable {
    /// Between two zones.
    case middle
    /// Behind a forbidden page and before a zone.
    case start
    /// Behind a zone and before a forbidden page.
    case end
  }

  /// The bytes of a zone: more than a band of rows that a faulty tile might write.
  private static let zoneSize = 1 << 14
  /// What a zone is filled with; a NaN in either type, and one that no operation makes.
  private static let mark: UInt8 = 0xFF

  private let mapping: UnsafeMutableRawPointer
  private let mappingSize: Int
  private let room: UnsafeMutableRawBufferPointer
  private var bytes: Range<Int>
  private var zones: [Range<Int>] = []

  /// Memory for up to so many bytes.
  public init(capacity: Int) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let size = (capacity + 2 * Self.zoneSize + page - 1) / page * page
    mappingSize = size + 2 * page
    guard let mapping = mmap(nil, mappingSize, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0),
      mapping != MAP_FAILED, mprotect(mapping + page, size, PROT_READ | PROT_WRITE) == 0
    else {
      fatalError("GuardedMemory: the system does not give \(mappingSize) bytes")
    }
    self.mapping = mapping
    room = UnsafeMutableRawBufferPointer(start: mapping + page, count: size)
    (base, bytes) = (mapping + page, 0..<0)
  }

  deinit { munmap(mapping, mappingSize) }

  /// The first of the bytes.
  public private(set) var base: UnsafeMutableRawPointer

  /// Puts bytes there, in place of those before.
  ///
  /// - Precondition: there are no more than the capacity.
  public func hold(_ source: UnsafeRawBufferPointer, at place: Place) {
    let zone = Self.zoneSize
    require(
      source.count + 2 * zone <= room.count,
      "GuardedMemory: \(source.count) bytes are beyond the capacity")
    let start =
      switch place {
      case .start: 0
      case .middle: zone
      case .end: room.count - source.count
      }
    let end = start + source.count
    (bytes, zones) = (
      start..<end, [max(0, start - zone)..<start, end..<min(room.count, end + zone)]
    )
    for zone in zones { mutable(zone).initializeMemory(as: UInt8.self, repeating: Self.mark) }
    mutable(bytes).copyMemory(from: source)
    base = mapping + (mappingSize - room.count) / 2 + start
  }

  /// Whether these are the bytes.
  public func holds(_ source: UnsafeRawBufferPointer) -> Bool {
    guard let first = source.baseAddress else { return bytes.isEmpty }
    return source.count == bytes.count && memcmp(base, first, source.count) == 0
  }

  private func mutable(_ range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: room[range])
  }

  /// What was written to the zones, in words; `nil` if they are as they were.
  public var damage: String? {
    let findings = zip(zones, ["before the first", "behind the last"]).compactMap { zone, side in
      guard let first = zone.first(where: { room[$0] != Self.mark }),
        let last = zone.last(where: { room[$0] != Self.mark })
      else { return nil as String? }
      let reach = side.hasPrefix("behind") ? last + 1 - zone.lowerBound : zone.upperBound - first
      return "\(last + 1 - first) bytes were written \(side) number, up to \(reach) from it"
    }
    return findings.isEmpty ? nil : findings.joined(separator: "; ")
  }
}
