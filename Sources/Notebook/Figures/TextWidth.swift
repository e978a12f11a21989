/// An estimate, rather too large than too small, of the width in pixels of `text` at `size`.
///
/// The viewer chooses the font, so that no exact width is known. The widths here, in 64ths of the
/// font size, are those of DejaVu Sans, which is wider than the system fonts of Apple's, Google's
/// and Microsoft's systems.
func estimatedWidth(of text: String, size: Double, isBold: Bool = false) -> Double {
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

/// The text, or its beginning and an ellipsis, whichever is no wider than `width` pixels.
func shortened(_ text: String, to width: Double, _ font: Font) -> String {
  func fits(_ text: String) -> Bool {
    estimatedWidth(of: text, size: font.size, isBold: font.isBold) <= width
  }
  if fits(text) { return text }
  var beginning = text
  while !beginning.isEmpty, !fits(beginning + "…") { beginning.removeLast() }
  return beginning + "…"
}
