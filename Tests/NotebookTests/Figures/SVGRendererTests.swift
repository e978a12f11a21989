import Testing

@testable import Notebook

@Suite struct SVGRendererTests {
  private let list = DisplayList(
    size: Box(left: 0, top: 0, right: 100, bottom: 50), title: "", description: "two lines",
    elements: [
      .path(
        Path(through: [Point(x: 1, y: 2), Point(x: 3.14159, y: -0.001), Point(x: 10, y: 100)]),
        .line(Paint(light: 0x112233, dark: 0xddeeff), width: 1.5)),
      .dots(
        [Point(x: 1, y: 2), Point(x: 3, y: 4)], Dot(radius: 2),
        Style(fill: Paint(light: 0x112233, dark: 0xddeeff))),
      .text("a", at: Point(x: 5, y: 6), isVertical: true, .text(Ink.text, Font(size: 12))),
    ])

  @Test func theDocumentIsExact() {
    #expect(
      SVGRenderer.document(for: list) == """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" width="100" height="50" \
        role="img" aria-labelledby="title description">
        <title id="title">two lines</title>
        <desc id="description">two lines</desc>
        <style>
        text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,\
        sans-serif}
        .s0{fill:none;stroke:#112233;stroke-width:1.5;stroke-linejoin:round}
        .s1{fill:#112233}
        .s2{fill:#1f2328;font-size:12px}
        @media (prefers-color-scheme:dark){
        .s0{stroke:#ddeeff}
        .s1{fill:#ddeeff}
        .s2{fill:#e8ecf1}
        }
        </style>
        <marker id="m0" markerUnits="userSpaceOnUse" markerWidth="4" markerHeight="4" refX="2" \
        refY="2"><circle class="s1" cx="2" cy="2" r="2"/></marker>
        <path class="s0" d="M1 2L3.14 0 10 100"/>
        <path fill="none" marker-mid="url(#m0)" d="M0 0L1 2 3 4 0 0"/>
        <text class="s2" x="5" y="6" transform="rotate(-90 5 6)">a</text>
        </svg>

        """)
  }

  /// XML 1.0 has no way to write them.
  @Test func wordsHoldNothingThatXMLForbids() {
    let words = "a\u{0}\u{1B}<b>&\"c\"\u{FFFE}\u{85}d\u{202E}é👩‍🔬"
    let list = DisplayList(
      size: Box(left: 0, top: 0, right: 1, bottom: 1), title: words, description: "none",
      elements: [])
    #expect(
      SVGRenderer.document(for: list).contains(
        "<title id=\"title\">a  &lt;b&gt;&amp;&quot;c&quot;  d é👩‍🔬</title>"))
  }
}

extension Picture {
  /// The text of a picture made of lines and words.
  func svg() -> String { String(decoding: contents, as: UTF8.self) }
}
