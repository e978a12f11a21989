// Written by ppca_reference.py, with mpmath.

/// Probabilistic PCA of iris by maximum likelihood, to 17 digits.
struct ProbabilisticPCAReference: Sendable {
  let components: Int
  let noiseVariance: Double
  /// In nats.
  let logLikelihood: Double
  /// The log density of the first iris, in nats.
  let firstLogDensity: Double
  /// Row by row; the largest entry of each column is positive.
  let loadings: [Double]
  /// The posterior mean of the first iris.
  let firstCode: [Double]

  static let all = [
    ProbabilisticPCAReference(
      components: 1, noiseVariance: 0.11413907955734519,
      logLikelihood: -470.66945832101574,
      firstLogDensity: -2.4457908933839693,
      loadings: [
        0.73049401905969382,
        -0.17085080742764884,
        1.7316435312637817,
        0.72423305557598136,
      ],
      firstCode: [-1.2917921842814412]),
    ProbabilisticPCAReference(
      components: 2, noiseVariance: 0.05068214786479651,
      logLikelihood: -404.9627801561106,
      firstLogDensity: -1.7767632032872428,
      loadings: [
        0.7361446897270402, 0.28647954167194792,
        -0.17217240845494619, 0.31858039968271738,
        1.745038503779789, -0.07564509651735134,
        0.72983529512440869, -0.032933502576515202,
      ],
      firstCode: [-1.3017847263332194, 0.57812119505792046]),
    ProbabilisticPCAReference(
      components: 3, noiseVariance: 0.023676192353626438,
      logLikelihood: -379.91463012226934,
      firstLogDensity: -1.6071608065155528,
      loadings: [
        0.73853638316617827, 0.30612584546814915, -0.13526643096062884,
        -0.172731787100814, 0.34042812842157814, 0.13895724392633518,
        1.7507080374988749, -0.080832714935753648, 0.017717616826018842,
        0.73220648968895507, -0.035192028937298437, 0.12685375079956026,
      ],
      firstCode: [-1.3060141530105969, 0.617767811925721, -0.083507446237834264]),
  ]
}
