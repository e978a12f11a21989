/// The room that a panel's words need around its plot.
extension PanelPlan {
  var leftMargin: Double {
    let overhang = x.isLabelled ? x.widestTickLabel / 2 : 0
    guard y.isLabelled else { return max(Metrics.edge, overhang) }
    let label = y.axis.label.isEmpty ? 0 : Metrics.lineHeight
    return max(overhang, Metrics.edge + label + y.widestTickLabel + Metrics.gap)
  }

  var rightMargin: Double {
    let overhang = x.isLabelled ? x.widestTickLabel / 2 : 0
    guard case .atEnds(let labels) = labelling, let widest = labels.map(\.width).max() else {
      return max(Metrics.edge + 4, overhang)
    }
    return max(overhang, Metrics.gap + widest + Metrics.edge)
  }

  func topMargin(width: Double) -> Double {
    let title = panel.title.isEmpty ? 0 : 1
    let key: Int =
      if case .inKey(let entries) = labelling {
        KeyEntry.rows(of: entries, width: width).count
      } else { 0 }
    return Metrics.edge + 4 + Double(title + key) * Metrics.lineHeight
  }

  var bottomMargin: Double {
    guard x.isLabelled else { return Metrics.edge / 2 }
    let label = x.axis.label.isEmpty ? 0 : Metrics.lineHeight
    return Metrics.gap + Metrics.tickFont.size + label + Metrics.edge
  }
}
