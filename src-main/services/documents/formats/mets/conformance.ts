import type { FormatSample } from '../../format'

export const sample: FormatSample = {
  build: () =>
    Buffer.from(
      '<?xml version="1.0"?><mets:mets xmlns:mets="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink" LABEL="Avīze"><mets:fileSec><mets:fileGrp USE="ALTO"><mets:file ID="f1"><mets:FLocat xlink:href="alto/1.xml"/></mets:file></mets:fileGrp></mets:fileSec><mets:structMap TYPE="PHYSICAL"><mets:div TYPE="page" ORDER="1"><mets:fptr FILEID="f1"/></mets:div></mets:structMap></mets:mets>',
    ),
  text: 'page 1',
}
