import Foundation
import Testing

@testable import Notebook

@Suite struct PaletteTests {
  /// Red, green and blue of a colour as amounts of light.
  private func linear(_ color: RGB) -> [Double] {
    color.channels.indices.map { color.channels[$0] }.map {
      $0 <= 0.04045 * 255 ? $0 / 255 / 12.92 : pow(($0 / 255 + 0.055) / 1.055, 2.4)
    }
  }

  private func luminance(_ light: [Double]) -> Double {
    0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
  }

  /// The contrast of two colours as the Web Content Accessibility Guidelines 2.1 define it.
  private func contrast(_ first: RGB, _ second: RGB) -> Double {
    let (a, b) = (luminance(linear(first)), luminance(linear(second)))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// Lightness and two axes of hue (CIELAB), in which a difference of 10 is plain to see.
  private func lab(_ light: [Double]) -> [Double] {
    func f(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116 }
    let x = f((0.4124 * light[0] + 0.3576 * light[1] + 0.1805 * light[2]) / 0.9505)
    let y = f(luminance(light))
    let z = f((0.0193 * light[0] + 0.1192 * light[1] + 0.9505 * light[2]) / 1.089)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
  }

  /// What eyes without green- or red-sensitive cones see (Machado et al. 2009).
  private let deficiencies: [[[Double]]] = [
    [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
  ]

  @Test(arguments: [\Paint.light, \Paint.dark] as [KeyPath<Paint, RGB> & Sendable])
  func coloursAreReadable(scheme: KeyPath<Paint, RGB> & Sendable) {
    let page = Ink.background[keyPath: scheme]
    for color in Color.allCases {
      #expect(contrast(color.paint[keyPath: scheme], page) >= 3, "\(color)")
    }
    #expect(contrast(Ink.text[keyPath: scheme], page) >= 7)
    #expect(contrast(Ink.quietText[keyPath: scheme], page) >= 4.5)
  }

  @Test(arguments: [\Paint.light, \Paint.dark] as [KeyPath<Paint, RGB> & Sendable])
  func theColourBlindTellColoursApart(scheme: KeyPath<Paint, RGB> & Sendable) {
    for deficiency in deficiencies {
      let seen = Color.allCases.map { color in
        let light = linear(color.paint[keyPath: scheme])
        return lab(
          deficiency.map { row in
            min(1, max(0, row[0] * light[0] + row[1] * light[1] + row[2] * light[2]))
          })
      }
      for (index, first) in seen.enumerated() {
        for second in seen[..<index] {
          let distance = zip(first, second).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
          #expect(distance > 11, "\(Color.allCases[index])")
        }
      }
    }
  }

  @Test func mixturesLieBetweenTheColours() {
    let half = Paint.blend([Color.blue.paint, Color.orange.paint], weights: [0.5, 0.5])
    #expect(
      half.light.channels == (Color.blue.paint.light.channels + Color.orange.paint.light.channels)
        / 2)
    let whole = Paint.blend([Color.blue.paint, Color.orange.paint], weights: [1, 0])
    #expect(whole == Color.blue.paint)
    #expect(RGB(0x00508f).css == "#00508f")
  }
}
