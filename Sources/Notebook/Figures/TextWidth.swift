extension Font {
  /// An estimate, rather too large than too small, of the width of words in pixels.
  ///
  /// The viewer chooses the font, so that no exact width is known. The widths here, in 64ths of the
  /// font size, are those of DejaVu Sans, which is wider than the system fonts of Apple's, Google's
  /// and Microsoft's systems.
  func width(of text: String) -> Double {
    var sixtyfourths = 0.0
    for character in text {
      switch character {
      case "i", "j", "l", "I", "J", ".", ",", "'", "|", " ": sixtyfourths += 21
      case "f", "r", "t", "(", ")", "[", "]", ":", ";", "!", "/", "-": sixtyfourths += 27
      case "⁰"..."⁹", "¹", "²", "³", "⁻", "₀"..."₉": sixtyfourths += 28
      case "m", "M", "W", "w", "%", "@", "—", "…": sixtyfourths += 63
      case "+", "−", "±", "=", "<", ">", "×", "·", "~", "≈", "∝", "≤", "≥": sixtyfourths += 54
      case "A"..."Z": sixtyfourths += 51
      case "a"..."z", "0"..."9": sixtyfourths += 41
      default: sixtyfourths += character.isASCII ? 45 : 54
      }
    }
    return sixtyfourths / 64 * size * (isBold ? 1.12 : 1)
  }

  /// The text, or its beginning and an ellipsis, whichever is no wider than `room` pixels.
  func shortened(_ text: String, to room: Double) -> String {
    if width(of: text) <= room { return text }
    var beginning = text
    while !beginning.isEmpty, width(of: beginning + "…") > room { beginning.removeLast() }
    return beginning + "…"
  }
}
